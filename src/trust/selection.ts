import { Inventory } from './inventory';

/** What a selector of a Service or policy looks at. */
export interface Labelled {
  readonly namespace: string;
  readonly labels: { readonly [key: string]: string };
}

/** Things with labels, found by a selector through the label of it that fewest of them have. */
export class Selection<T extends Labelled> {
  private readonly byLabel = new Map<string, T[]>();

  constructor(private readonly inventory: Inventory, list: readonly T[]) {
    for (const one of list) {
      for (const [key, value] of Object.entries(one.labels)) {
        const label = this.label(one.namespace, key, value);
        const same = this.byLabel.get(label);
        if (same) { same.push(one); } else { this.byLabel.set(label, [one]); }
      }
    }
  }

  /** Those in a namespace that have all labels of a selector; none for an empty selector. */
  public of(namespace: string, selector: { readonly [key: string]: string }): T[] {
    const wanted = Object.entries(selector);
    if (wanted.length === 0) { return []; }
    const lists = wanted.map(([key, value]) => this.byLabel.get(this.label(namespace, key, value)) ?? []);
    const fewest = lists.reduce((a, b) => (b.length < a.length ? b : a));
    return fewest.filter(({ namespace: own, labels }) => this.inventory.sameNamespace(own, namespace)
      && wanted.every(([key, value]) => labels[key] === value));
  }

  private label(namespace: string, key: string, value: string): string {
    return `${this.inventory.area(namespace)}\n${key}\n${String(value)}`;
  }
}
