import { isMap } from '../values';
import { rule } from './rule';
import { Found, ofTempo } from './tempo';
import { at, hasGateway } from '../tempo/custom-resource';

export const tempoGatewayRefused = rule({
  id: 'OT124',
  severity: 'error',
  title: 'the operator refuses the gateway of a TempoStack',
  what: 'The gateway of a TempoStack is enabled without tenants, beside TLS of the distributor, beside an ingress of the Jaeger UI, or with rights on queries beside a Jaeger UI.',
  why: 'The webhook refuses the resource: "to enable the gateway, please configure tenants", "Cannot enable gateway and distributor TLS at the same time" '
    + '(tempo-operator 0.22.0, internal/webhooks/tempostack_webhook.go).',
  fix: 'give the gateway tenants, and leave the TLS of the distributor to the operator',
  violating: `
apiVersion: tempo.grafana.com/v1alpha1
kind: TempoStack
metadata: {name: scaled, namespace: tracing}
spec:
  storage: {secret: {name: traces-s3, type: s3}, tls: {enabled: true, caName: storage-ca}}
  template: {gateway: {enabled: true}}
`,
  satisfying: `
apiVersion: tempo.grafana.com/v1alpha1
kind: TempoStack
metadata: {name: scaled, namespace: tracing}
spec:
  storage: {secret: {name: traces-s3, type: s3}, tls: {enabled: true, caName: storage-ca}}
  template: {gateway: {enabled: true}}
  tenants: {mode: openshift, authentication: [{tenantName: dev, tenantId: dev}]}
`,
  on: 'object',
  kinds: ['TempoStack'],
  check: (object, { inventory }) => ofTempo(object, ['TempoStack'], (tempo) => {
    if (!hasGateway(tempo)) { return undefined; }
    const template = at(tempo, 'spec', 'template');
    const jaeger = at(template, 'queryFrontend', 'jaegerQuery');
    const ingress = at(jaeger, 'ingress', 'type');
    const finding = (message: string, field: string): Found => ({ message, resource: inventory.ref(tempo, field) });
    return [
      !isMap(at(tempo, 'spec', 'tenants')) && finding('the gateway is enabled, and spec.tenants is not there', 'spec.template.gateway.enabled'),
      at(template, 'distributor', 'tls', 'enabled') === true && finding('the gateway and the TLS of the distributor are both enabled', 'spec.template.distributor.tls.enabled'),
      (ingress === 'ingress' || ingress === 'route')
        && finding(`the gateway and an ${ingress} of the Jaeger UI are both asked for`, 'spec.template.queryFrontend.jaegerQuery.ingress.type'),
      at(template, 'gateway', 'rbac', 'enabled') === true && at(jaeger, 'enabled') === true
        && finding('the rights of the gateway and the Jaeger UI are both enabled, and the Jaeger UI knows nothing of rights', 'spec.template.gateway.rbac.enabled'),
    ];
  }),
});
