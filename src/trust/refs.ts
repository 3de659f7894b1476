import { Ref } from './inventory';

/** Whether two references mean the same field of the same object. */
export function sameRef(a: Ref, b: Ref): boolean {
  return a.kind === b.kind && a.namespace === b.namespace && a.name === b.name && a.field === b.field;
}

/** The references without those that stand there before. */
export function distinct(refs: readonly Ref[]): Ref[] {
  return refs.filter((ref, i) => refs.findIndex((other) => sameRef(other, ref)) === i);
}

/** An object as a reader knows it: "Secret tracing/minio-tls". */
export function objectName(ref: Ref): string {
  return `${ref.kind} ${ref.namespace === '' ? '' : `${ref.namespace}/`}${ref.name}`;
}

/** Where it stands, as an editor can open it: "file.yaml:12"; empty where it comes from no file. */
export function place(ref: Ref): string {
  return ref.file === undefined ? '' : `${ref.file}${ref.line === undefined ? '' : `:${ref.line}`}`;
}

/** A total order, so that reports are the same whatever the order of files and documents. */
export function compareRefs(a: Ref, b: Ref): number {
  return compare(keyOf(a), keyOf(b));
}

/** Compares text by code units: the same in every language of the machine. */
export function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** A text that is another for every object and field. */
export function keyOf(ref: Ref): string {
  return [ref.namespace, ref.kind, ref.name, ref.field ?? ''].join('\u0000');
}
