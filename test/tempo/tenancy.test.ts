import { Size } from 'cdk8s';
import { monolithic, stack } from './setup';
import { OperatorFeatureGate, RequiredSecrets, Tenancy, TenantPermission } from '../../src';

const tenants = [{ name: 'dev', id: '1610b0c3', issuerUrl: 'https://login.example.com', clientSecretName: 'dev-oidc', usernameClaim: 'email', groupClaim: 'groups' }];
const authorization = {
  roles: [{ name: 'rw', tenants: ['dev'], permissions: [TenantPermission.READ, TenantPermission.WRITE] }],
  roleBindings: [{ name: 'devs', roles: ['rw'], users: ['a@example.com'], groups: ['devs'] }],
  gatewayResources: { memory: { limit: Size.mebibytes(128) } },
};
const gateway = Tenancy.gatewayStatic(tenants, authorization);
const spec = {
  mode: 'static',
  authentication: [{
    tenantName: 'dev',
    tenantId: '1610b0c3',
    oidc: { secret: { name: 'dev-oidc' }, issuerURL: 'https://login.example.com', usernameClaim: 'email', groupClaim: 'groups' },
  }],
  authorization: {
    roles: [{ name: 'rw', resources: ['traces'], tenants: ['dev'], permissions: ['read', 'write'] }],
    roleBindings: [{ name: 'devs', roles: ['rw'], subjects: [{ name: 'a@example.com', kind: 'user' }, { name: 'devs', kind: 'group' }] }],
  },
};

describe('tenants of a TempoMonolithic', () => {
  test('by header need no gateway', () => {
    const { tempo, resource } = monolithic({ multitenancy: Tenancy.headerOnly() });
    expect(resource.spec.multitenancy).toEqual({ enabled: true });
    expect(tempo.multitenant).toBe(true);
    expect(tempo.queryUrl).toBe('http://tempo-traces.tracing.svc:3200');
  });

  test('by a gateway are reached through it', () => {
    const { tempo, resource } = monolithic({ multitenancy: gateway, queryRbac: true });
    expect(resource.spec.multitenancy).toEqual({ enabled: true, ...spec, resources: { limits: { memory: '128Mi' } } });
    expect(resource.spec.query).toEqual({ rbac: { enabled: true } });
    expect(tempo.otlpGrpc).toEqual({ address: 'tempo-traces-gateway.tracing.svc:4317', tls: false, clientCertificateRequired: false });
    expect(tempo.otlpHttp).toBeUndefined();
    expect(tempo.queryUrl).toBe('http://tempo-traces-gateway.tracing.svc:8080');
    expect(tempo.flushUrl).toBeUndefined();
    expect(RequiredSecrets.of(tempo).map((secret) => secret.name)).toContain('dev-oidc');
  });

  test('by OpenShift need neither roles nor tokens here', () => {
    const { tempo, resource } = monolithic({
      multitenancy: Tenancy.openshift([{ name: 'dev', id: '1' }]), operatorFeatureGates: [OperatorFeatureGate.OPENSHIFT_SERVING_CERTS],
    });
    expect(resource.spec.multitenancy).toEqual({ enabled: true, mode: 'openshift', authentication: [{ tenantName: 'dev', tenantId: '1' }] });
    expect(tempo.otlpGrpc).toMatchObject({ tls: true });
    expect(tempo.queryUrl).toBe('https://tempo-traces-gateway.tracing.svc:8080');
  });
});

describe('tenants of a TempoStack', () => {
  test('by header', () => {
    const { resource } = stack({ multitenancy: Tenancy.headerOnly() });
    expect(resource.spec.tenants).toEqual({ mode: 'static' });
    expect(resource.spec.template.gateway).toBeUndefined();
  });

  test('by a gateway turn it on', () => {
    const { tempo, resource } = stack({ multitenancy: gateway, gateway: { replicas: 2, ingress: { host: 'tempo.example.com' } } });
    expect(resource.spec.tenants).toEqual(spec);
    expect(resource.spec.template.gateway).toMatchObject({ enabled: true, component: { replicas: 2 }, ingress: { type: 'ingress', host: 'tempo.example.com' } });
    expect(tempo.otlpGrpc?.address).toBe('tempo-traces-gateway.tracing.svc:8090');
    expect(tempo.queryUrl).toBe('http://tempo-traces-gateway.tracing.svc:8080');
  });
});
