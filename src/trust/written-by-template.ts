import { isMap } from './values';

/** What is looked at of an object. */
interface Templated {
  readonly kind: string;
  readonly metadata: { readonly name: string };
  readonly spec?: any;
}

/**
 * The values that an ExternalSecret or a SealedSecret writes into its Secret as they stand: those of its template in which nothing is filled in. They win over
 * what was fetched or opened (external-secrets 2.9, externalsecret_controller_template.go; sealed-secrets 0.36, sealedsecret_expansion.go, Unseal).
 */
export function writtenByTemplate({ kind, metadata, spec }: Templated): { [secret: string]: { [key: string]: string } } | undefined {
  const template = kind === 'ExternalSecret' && !isMap(spec?.target?.manifest) ? spec?.target?.template : kind === 'SealedSecret' ? spec?.template : undefined;
  if (!isMap(template) || !isMap(template.data)) { return undefined; }
  const name = kind === 'ExternalSecret' ? spec.target.name ?? metadata.name : metadata.name;
  const plain = Object.entries(template.data).filter((entry): entry is [string, string] => typeof entry[1] === 'string' && !entry[1].includes('{{'));
  return plain.length === 0 || typeof name !== 'string' ? undefined : { [name]: Object.fromEntries(plain) };
}
