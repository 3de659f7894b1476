import { Inventory } from '../../src/trust/inventory';
import { ANY_TIME, World } from '../../src/trust/world';

/** A row of connections.txt. */
export interface Row {
  readonly who: string;
  readonly url: string;
  readonly kind: string;
  readonly identity: string;
  readonly bundle: string;
  readonly file: string;
  readonly identityFile: string;
}

/** What a check has written. */
export interface Fields {
  readonly rows: readonly Row[];
  readonly dial: readonly string[];
  readonly jobs: readonly any[];
  readonly pods: readonly any[];
  /** how many connections of the objects of a kind the prover reads */
  seen(kind: string): number;
}

/** The objects of checks named "connections" among some objects. */
export function checkConnections(objects: readonly any[]): Fields {
  const own = objects.filter(({ metadata }) => metadata.labels?.['app.kubernetes.io/name'] === 'connection-check');
  const scripts = own.filter(({ kind }) => kind === 'ConfigMap').map(({ data }) => data);
  const lines = (file: string) => scripts.flatMap((data) => data[file].split('\n').filter((line: string) => line !== ''));
  const jobs = own.filter(({ kind }) => /Job$/.test(kind));
  return {
    rows: lines('connections.txt').map((line: string) => {
      const [, who, url, kind, identity, bundle, file, identityFile] = line.split('|');
      return { who, url, kind, identity, bundle, file, identityFile };
    }),
    dial: lines('dial.sh'),
    jobs,
    pods: jobs.map(({ kind, spec }) => (kind === 'Job' ? spec : spec.jobTemplate.spec).template.spec),
    seen: (kind) => {
      const { attempts } = new World(new Inventory(own.map((object) => ({ object }))), { now: ANY_TIME });
      return attempts.filter(({ client }) => client.ref.kind === kind).length;
    },
  };
}
