"use strict";
// Copied to lib/load.js by scripts/one-file-a-room.mjs: gives out the modules of the compiled rooms, as Node does, by "room/module".
const { join, posix } = require('node:path');

const made = new Map();
const rooms = new Map();
let run = require;
module.exports = load;
/** Has the file of a room run by something else than require. */
load.by = (other) => { run = other; };

function load(id) {
  const before = made.get(id);
  if (before !== undefined) { return before.exports; }
  const folder = posix.dirname(id);
  const module = { exports: {}, require: (path) => path.startsWith('.') ? load(found(posix.join(folder, path))) : require(path) };
  // Known before it is run: two modules may ask for each other.
  made.set(id, module);
  roomOf(id)[id](module.exports, module.require, module, join(__dirname, folder));
  return module.exports;
}

function roomOf(id) {
  const room = id.split('/', 1)[0];
  if (!rooms.has(room)) { rooms.set(room, run(join(__dirname, room, 'room.js'))); }
  return rooms.get(room);
}

function found(id) {
  return Object.hasOwn(roomOf(id), id) ? id : `${id}/index`;
}
