import { errorsText } from './construct-proof';
import type { Proof } from '../trust/prove';
import { connectionTable } from '../trust/report/text';

/** Why a proof does not show that every connection verifies; undefined when it does. */
export function problemOf(proof: Proof): string | undefined {
  const errors = errorsText(proof);
  if (errors !== undefined) { return errors; }
  const open = proof.connections.filter(({ verdict }) => verdict !== 'proved' && verdict !== 'consistent');
  if (open.length > 0) { return `${open.length} of ${proof.connections.length} connections are not proved\n${connectionTable(open)}`; }
  return proof.connections.length === 0 ? 'there is no connection in these manifests' : undefined;
}
