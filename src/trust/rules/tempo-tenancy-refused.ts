import { Manifest } from '../inventory';
import { isMap, items } from '../values';
import { rule } from './rule';
import { EVERY_TEMPO, Found, ofTempo } from './tempo';
import { at, hasGateway } from '../tempo/custom-resource';

export const tempoTenancyRefused = rule({
  id: 'OT123',
  severity: 'error',
  title: 'the operator refuses the tenants of a Tempo',
  what: 'Behind a gateway, static tenants lack authentication, authorization, roles, role bindings or OIDC; tenants of OpenShift have authorization or OIDC of their own, '
    + 'or a service account of its own; or rights on queries are asked for without tenants.',
  why: 'The webhook refuses the resource: "… is required in static mode", "should not be defined in openshift mode", "RBAC can only be enabled if multi-tenancy is enabled" '
    + '(tempo-operator 0.22.0, internal/webhooks/tempostack_webhook.go and tempomonolithic_webhook.go).',
  fix: 'static tenants need authentication (with oidc for each), authorization.roles and authorization.roleBindings; OpenShift tenants need neither',
  violating: `
apiVersion: tempo.grafana.com/v1alpha1
kind: TempoMonolithic
metadata: {name: traces, namespace: tracing}
spec:
  storage: {traces: {backend: s3, s3: {secret: traces-s3, tls: {enabled: true, caName: storage-ca}}}}
  multitenancy: {enabled: true, mode: static, authentication: [{tenantName: dev, tenantId: dev, oidc: {issuerURL: 'https://id.example.com', secret: {name: oidc}}}]}
`,
  satisfying: `
apiVersion: tempo.grafana.com/v1alpha1
kind: TempoMonolithic
metadata: {name: traces, namespace: tracing}
spec:
  storage: {traces: {backend: s3, s3: {secret: traces-s3, tls: {enabled: true, caName: storage-ca}}}}
  multitenancy:
    enabled: true
    mode: static
    authentication: [{tenantName: dev, tenantId: dev, oidc: {issuerURL: 'https://id.example.com', secret: {name: oidc}}}]
    authorization:
      roles: [{name: all, permissions: [read, write], resources: [traces], tenants: [dev]}]
      roleBindings: [{name: all, roles: [all], subjects: [{kind: group, name: dev}]}]
`,
  on: 'object',
  kinds: EVERY_TEMPO,
  check: (object, { inventory }) => ofTempo(object, EVERY_TEMPO, (tempo) => {
    const field = tempo.kind === 'TempoStack' ? 'spec.tenants' : 'spec.multitenancy';
    const tenants = at(tempo, ...field.split('.'));
    const rbac = tempo.kind === 'TempoMonolithic' && at(tempo, 'spec', 'query', 'rbac', 'enabled') === true;
    if (!isMap(tenants) && !rbac) { return undefined; }
    const finding = (message: string, where = field): Found => ({ message, resource: inventory.ref(tempo, where) });
    return [
      rbac && at(tenants, 'enabled') !== true && finding('query.rbac is enabled, and multitenancy is not', 'spec.query.rbac.enabled'),
      ...(isMap(tenants) ? problems(tempo, tenants, field).map((message) => finding(message)) : []),
    ];
  }),
});

function problems(tempo: Manifest, tenants: any, field: string): string[] {
  const gateway = hasGateway(tempo);
  const authorization = tenants.authorization;
  const oidc = (tenant: unknown) => at(tenant, 'oidc') !== undefined && at(tenant, 'oidc') !== null;
  if (tenants.mode === 'openshift') {
    if (!gateway) { return tempo.kind === 'TempoStack' ? [`${field}.mode is openshift, and the gateway is not enabled`] : []; }
    return [
      ...(isMap(authorization) ? [`${field}.authorization is there, and the mode is openshift`] : []),
      ...(items(tenants.authentication).some(oidc) ? [`${field}.authentication has oidc, and the mode is openshift`] : []),
      ...(tempo.kind === 'TempoMonolithic' && at(tempo, 'spec', 'serviceAccount') ? ['spec.serviceAccount is there, and the mode of the tenants is openshift'] : []),
    ];
  }
  if (!gateway || (tenants.mode !== undefined && tenants.mode !== 'static')) { return []; }
  if (!Array.isArray(tenants.authentication)) { return [`${field}.authentication is not there, and the gateway needs it in static mode`]; }
  if (!isMap(authorization)) { return [`${field}.authorization is not there, and the gateway needs it in static mode`]; }
  const missing = ['roles', 'roleBindings'].filter((key) => !Array.isArray(authorization[key]));
  const without = tenants.authentication.filter((tenant: unknown) => isMap(tenant) && !oidc(tenant)).map((tenant: any) => String(tenant.tenantName));
  return [
    ...missing.map((key) => `${field}.authorization.${key} is not there, and the gateway needs it in static mode`),
    ...(without.length > 0 ? [`the tenant ${without.join(', ')} has no oidc, and the gateway needs it in static mode`] : []),
  ];
}
