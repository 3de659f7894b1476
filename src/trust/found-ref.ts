import type { Manifest, Origin, Ref } from './inventory';

/** A reference to an object of the manifests. It finds its line when it is first asked for: most references are never shown. */
export class FoundRef implements Ref {
  public readonly apiVersion: string;
  public readonly kind: string;
  public readonly name: string;
  public readonly file?: string;
  public readonly template?: string;
  readonly #origin?: Origin;

  constructor({ apiVersion, kind, metadata }: Manifest, public readonly namespace: string, public readonly field?: string, origin?: Origin) {
    this.apiVersion = apiVersion;
    this.kind = kind;
    this.name = metadata.name;
    this.file = origin?.file ?? origin?.construct;
    this.template = origin?.template;
    this.#origin = origin;
  }

  public get line(): number | undefined {
    return this.#origin?.line?.(this.field);
  }
}
