import { Diagnosis } from './diagnose';
import { Mentions } from './mentions';
import { Part } from './traces';

/** What one message means, as far as the log tells. */
export interface Known {
  readonly first: Omit<Diagnosis, 'count' | 'connections' | 'findings' | 'rules'>;
  readonly mentions: Mentions;
  /** how many lines say it */
  count: number;
}

/** Lines that tell one failure: what wraps a cause that is known needs no word of its own, and what one of them tells of hosts is told of all. */
export class Chain {
  private told: Known | undefined;
  private waiting: { count: number }[] = [];
  private goesOn = false;

  constructor(private readonly known: Map<string, Known>) {}

  /** Goes to the next line that is no place in a program. */
  public goTo(part: Part | undefined): void {
    if (part !== 'cause' && part !== 'became' && !this.goesOn) { this.told = undefined; }
    if (part !== 'cause') { this.waiting = []; }
    this.goesOn = part === 'became';
  }

  /** A known line explains what waits, and all that follows in its chain. */
  public know(line: Known): void {
    for (const one of this.waiting) { one.count -= 1; }
    this.waiting = [];
    const both = this.told && joined(this.told, line);
    if (this.told && both) { this.add(this.told, -this.told.count); }
    this.told = both ?? line;
    this.add(this.told, this.told.count);
  }

  /** An unknown line waits for its cause. @returns whether that is known already */
  public wait(line: { count: number }): boolean {
    if (this.told === undefined) { this.waiting.push(line); }
    return this.told !== undefined;
  }

  private add(line: Known, count: number): void {
    const { first: { symptom }, mentions } = line;
    const key = [symptom.id, ...mentions.hosts.map(({ host }) => host).sort(), ...mentions.objects].join(' ');
    const before = this.known.get(key) ?? { ...line, count: 0 };
    before.count += count;
    if (before.count > 0) { this.known.set(key, before); } else { this.known.delete(key); }
  }
}

/** Two lines of a chain as one, where both tell the same failure and not each tells hosts of its own; undefined for others. */
function joined(before: Known, line: Known): Known | undefined {
  if (before.first.symptom.id !== line.first.symptom.id) { return undefined; }
  const count = before.count + line.count;
  if (line.first.hosts.length === 0) { return { ...before, count }; }
  return before.first.hosts.length === 0 ? { first: { ...before.first, hosts: line.first.hosts }, mentions: line.mentions, count } : undefined;
}
