import { App, Testing } from 'cdk8s';
import { TlsProof } from '../../src';
import { Inventory } from '../../src/trust/inventory';
import { Connection } from '../../src/trust/model';
import { passageOf } from '../../src/trust/policies/passage';
import { ANY_TIME, World } from '../../src/trust/world';

/** An app whose proof at synth is off: what the prover's rules say is asked for by name, and not for each chart again. */
export function app(): App {
  const made = Testing.app();
  TlsProof.off(made, 'asked for by name');
  return made;
}

/** The objects of all charts of an app. */
export function objectsOf(made: App): any[] {
  return made.charts.flatMap((chart) => Testing.synth(chart));
}

/** The policies among some objects. */
export const policiesIn = (objects: readonly any[]): any[] => objects.filter(({ kind }) => /NetworkPolicy$/.test(kind));

/** A policy by its name. */
export function policy(objects: readonly any[], name: string): any {
  const found = policiesIn(objects).filter(({ metadata }) => metadata.name === name);
  expect(found.map(({ metadata }) => metadata.name)).toEqual([name]);
  return found[0];
}

/** What some manifests show, and what the prover's rules about policies say of each connection, with these policies or others in their place. */
export class Judge {
  private readonly world: World;
  private readonly others: readonly any[];

  constructor(private readonly objects: readonly any[]) {
    this.world = world(objects);
    this.others = objects.filter((object) => !policiesIn([object]).length);
  }

  public get connections(): readonly Connection[] {
    return this.world.attempts;
  }

  /** Every connection and direction of which it is not certain that it passes: with true for DNS, which is asked by rules that are maybe meant for it. */
  public blocked(policies: readonly any[] = policiesIn(this.objects)): string[] {
    // Policies change nothing of who connects to whom.
    const changed = { inventory: new Inventory([...this.others, ...policies].map((object) => ({ object }))) } as World;
    return this.connections.flatMap((connection) => {
      const { egress, ingress, dns } = passageOf(connection, changed);
      const who = `${connection.client.product} to ${connection.client.address?.text}`;
      const inside = connection.server !== undefined && connection.server.ref.kind !== 'external';
      return [
        ...(egress?.allowed === false || (inside && egress?.allowed !== true) ? [`${who}: out`] : []),
        ...(inside && ingress?.allowed !== true ? [`${who}: in`] : []),
        ...(dns?.allowed === false || dns === undefined ? [`${who}: DNS`] : []),
      ];
    });
  }
}

function world(objects: readonly any[]): World {
  return new World(new Inventory(objects.map((object) => ({ object }))), { now: ANY_TIME });
}

/** Every way to leave out one peer or one port of one rule, or a rule without peers. */
export function* lessOne(policies: readonly any[]): Generator<{ readonly without: string; readonly policies: any[] }> {
  for (const [i, one] of policies.entries()) {
    for (const direction of ['ingress', 'egress'] as const) {
      for (const [r, rule] of (one.spec[direction] ?? []).entries()) {
        const list = direction === 'ingress' ? 'from' : 'to';
        const dns = rule.ports.some(({ protocol }: any) => protocol === 'UDP');
        const parts: [string, number][] = [
          ...(rule[list] ?? []).map((_peer: unknown, p: number): [string, number] => [list, p]),
          ...(dns ? [] : rule.ports.map((_port: unknown, p: number): [string, number] => ['ports', p])),
        ];
        for (const [part, p] of parts) {
          const changed = structuredClone(one);
          const [gone] = changed.spec[direction][r][part].splice(p, 1);
          if (changed.spec[direction][r][part].length === 0) { changed.spec[direction].splice(r, 1); }
          yield { without: `${one.metadata.name} ${direction} ${JSON.stringify(gone)}`, policies: policies.map((other, j) => (j === i ? changed : other)) };
        }
      }
    }
  }
}
