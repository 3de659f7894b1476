/**
 * A value that is asked for when an object is rendered. cdk8s resolves it by what it can do; its own Lazy it knows by the class, of which there are two where an app
 * and this library have a cdk8s each.
 */
export class Later {
  constructor(private readonly produce: () => unknown) {}

  public resolve(): unknown { return this.produce(); }
}

/** A value that is not known yet. Of any type, as the fields of objects are. */
export function later(produce: () => unknown): any {
  return new Later(produce);
}
