import { Symptom } from '../symptom';

/** What programs say of files that they do not get to read (Go's os, OpenSSL's BIO). */
export const FILES: readonly Symptom[] = [
  {
    id: 'unreadable-file',
    says: /open (?:\S+?):? permission denied|(?:\/\S+): permission denied|FileNotFoundException: \S+ \(Permission denied\)|PermissionError: \[Errno 13\]/,
    means: 'the process may not read a file: mode and group of the volume do not fit its user',
    rules: ['OT206', 'OT307'],
    look: 'defaultMode and fsGroup: 0440 with the group of the process',
  },
  {
    id: 'no-such-file',
    says: /open (?:\/\S+?): no such file or directory|fopen\((?:[^,)]+)|FileNotFoundException: \S+ \(No such file or directory\)|FileNotFoundError: \[Errno 2\]|Could not find a suitable TLS CA certificate bundle, invalid path/,
    means: 'a file that the process is told to read is not there',
    rules: ['OT307', 'OT017', 'OT119', 'OT003'],
    look: 'whether the volume is mounted there, and the key has this name',
  },
];
