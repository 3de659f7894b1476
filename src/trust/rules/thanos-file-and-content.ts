import { rule } from './rule';
import { thanosExample } from '../thanos/example';
import { ofThanos, runsThanos, THANOS_KINDS } from '../thanos/rule';
import { bothFlags } from '../thanos/versions';

export const thanosFileAndContent = rule({
  id: 'OT313',
  severity: 'error',
  title: 'a configuration is given as a file and as a text',
  what: 'Both flags of a pair are given, such as --endpoint.sd-config and --endpoint.sd-config-file.',
  why: 'The process exits with "both … flags set" (efficientgo/tools, extkingpin/pathorcontent.go).',
  fix: 'keep one of them',
  violating: thanosExample({
    component: 'store',
    args: ['--objstore.config=type: FILESYSTEM', '--objstore.config-file=/etc/store/objstore.yaml'],
    secrets: { '/etc/store': 'objstore' },
  }),
  satisfying: thanosExample({
    component: 'store',
    args: ['--objstore.config-file=/etc/store/objstore.yaml'],
    secrets: { '/etc/store': 'objstore' },
  }),
  on: 'object',
  kinds: THANOS_KINDS,
  among: runsThanos,
  check: ofThanos(bothFlags),
});
