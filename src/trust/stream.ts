import { Lines } from './lines';

/** What ends a line. */
const BREAKS = '\n\r\u2028\u2029';

/** A document of a stream: where in its text it stands. */
export class Part {
  private lines?: Lines;

  constructor(private readonly stream: Stream, private readonly number: number, public readonly from: number, public readonly to: number) {}

  /** The text of the stream, which is one piece of memory. To read a part there is faster than to read what was cut out of it. */
  public get whole(): string {
    return this.stream.text;
  }

  public get text(): string {
    return this.whole.slice(this.from, this.to);
  }

  /** The line of the stream (from 0) on which the document begins. */
  public get line(): number {
    return this.stream.lineOf(this.number);
  }

  /** The line of the stream (from 0) on which a field of the document stands, or its nearest parent that is there. */
  public lineOf(field: string): number {
    this.lines ??= new Lines(this.text);
    return this.line + this.lines.of(field);
  }
}

/** A text of several documents. */
class Stream {
  public readonly parts: Part[] = [];
  private readonly begin: number[] = [];

  constructor(public readonly text: string) {}

  public add(from: number, to: number): Part {
    const part = new Part(this, this.parts.length, from, to);
    this.parts.push(part);
    return part;
  }

  /** The line (from 0) on which a part begins. Lines are counted as far as somebody asks: of most files nobody does. */
  public lineOf(number: number): number {
    for (let i = this.begin.length; i <= number; i += 1) {
      const before = i === 0 ? 0 : this.parts[i - 1].from;
      this.begin.push((this.begin[i - 1] ?? 0) + count(this.text, before, this.parts[i].from));
    }
    return this.begin[number];
  }
}

/** The one document that a text is. */
export function onlyPart(text: string): Part {
  return new Stream(text).add(0, text.length);
}

/** The documents of a stream of YAML, without empty ones. A line of three dashes begins one, unless there are only directives before it. */
export function partsOf(text: string): readonly Part[] {
  const stream = new Stream(text);
  let from = 0;
  const add = (to: number): void => {
    if (/\S/.test(text.slice(from, to))) { stream.add(from, to); }
    from = to;
  };
  for (let at = text.indexOf('---'); at >= 0; at = text.indexOf('---', at + 3)) {
    const alone = (at === 0 || BREAKS.includes(text.charAt(at - 1))) && ` \t${BREAKS}`.includes(text.charAt(at + 3));
    if (alone && at > from && !isDirectives(text.slice(from, at))) { add(at); }
  }
  add(text.length);
  return stream.parts;
}

/** Whether a text has directives, and beside them only comments and empty lines. */
function isDirectives(text: string): boolean {
  return text.includes('%') && /^%/m.test(text) && text.split('\n').every((line) => /^\s*(?:[#%]|$)/.test(line));
}

function count(text: string, from: number, to: number): number {
  let lines = 0;
  for (let at = text.indexOf('\n', from); at >= 0 && at < to; at = text.indexOf('\n', at + 1)) { lines += 1; }
  return lines;
}
