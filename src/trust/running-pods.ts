import { podTemplate, WORKLOADS } from './containers';
import { Inventory, Manifest, namespaceOf, Ref } from './inventory';
import { once } from './once';
import { allOperated, OPERATED, operatedLabels } from './operated-pods';
import { Labelled, Selection } from './selection';
import { items } from './values';

/** Pods of one object of the manifests, as Services see them. Most are never asked for more than their labels. */
export class Pods implements Labelled {
  constructor(
    private readonly inventory: Inventory,
    private readonly object: Manifest,
    public readonly labels: { readonly [key: string]: string },
    /** an operator makes them of the object, and adds containers and ports of its own */
    public readonly made: boolean,
  ) {}

  public get namespace(): string {
    return namespaceOf(this.object);
  }

  public get ref(): Ref {
    return this.inventory.ref(this.object);
  }

  /** Their ports by name; one without a name is only a number. */
  public get ports(): Map<string, number> {
    const ports = new Map<string, number>();
    for (const { container, field } of this.all) {
      for (const port of items(container.ports)) {
        if (typeof port.containerPort === 'number') { ports.set(typeof port.name === 'string' ? port.name : `${field} ${port.containerPort}`, port.containerPort); }
      }
    }
    return ports;
  }

  /** The fields of the containers that run beside each other; none where an operator adds others. */
  public get containers(): readonly string[] {
    return this.made ? [] : this.all.filter((c) => c.beside).map((c) => c.field);
  }

  private get all(): readonly { readonly container: any; readonly field: string; readonly beside: boolean }[] {
    const { spec, field } = this.made ? { spec: { containers: this.object.spec?.containers }, field: 'spec' } : podTemplate(this.object) ?? { spec: {}, field: '' };
    return (['initContainers', 'containers'] as const).flatMap((list) => items(spec[list])
      .map((container, i) => ({ container, field: `${field}.${list}[${i}]`, beside: list === 'containers' || container.restartPolicy === 'Always' })));
  }
}

/** All pods of the manifests, by their labels. */
export function podsIn(inventory: Inventory): Selection<Pods> {
  return once(inventory, select);
}

function select(inventory: Inventory): Selection<Pods> {
  const workloads = WORKLOADS.flatMap((kind) => inventory.all(kind))
    .map((object) => new Pods(inventory, object, podTemplate(object)?.labels ?? {}, false));
  const made = OPERATED.flatMap((kind) => allOperated(inventory, kind)).map((object) => new Pods(inventory, object, operatedLabels(object), true));
  return new Selection(inventory, [...workloads, ...made]);
}
