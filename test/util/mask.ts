/**
 * A manifest with everything masked that differs from one run of the tests to the next because the fixtures are made afresh: certificates,
 * keys, passwords drawn from keys, and the hashes of what contains them. Each is replaced by what it is, the same by the same, and as documentation
 * does it, so that the prover knows that something else will stand there.
 */
export function mask(yaml: string): string {
  const hashes = new Map<string, string>();
  return yaml
    .replace(/-----BEGIN ([A-Z ]+)-----[^-]*-----END \1-----(\\n)?/g, (_all, what: string) => `<${what.toLowerCase()}>`)
    .replace(/(access_key_secret|rootPassword): [0-9a-f]{32}/g, '$1: <password>')
    .replace(/(observability-tls\/trust: )['"]?[0-9a-f]{10}['"]?/g, '$1<hash>')
    .replace(/-([0-9a-f]{10})\b/g, (_all, hash: string) => {
      if (!hashes.has(hash)) { hashes.set(hash, `-<hash ${hashes.size + 1}>`); }
      return hashes.get(hash) as string;
    });
}
