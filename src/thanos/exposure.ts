import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { Owner } from './config-map';
import { emit } from '../kube/emit';
import { invalid } from '../kube/invalid';
import { requireHost, requireLabel, requireList, requireName, requirePort, requireText } from '../kube/text';
import { requireLabelKey } from '../kube/vocabulary';

/** Options that every way in has. */
export interface ThanosExposureOptions {
  /**
   * The port that clients outside dial.
   * @default 443
   */
  readonly port?: number;
  /**
   * Annotations of the object that is made for it.
   * @default - only those that the way in needs itself
   */
  readonly annotations?: { [annotation: string]: string };
}

/** Options of `ThanosExposure.loadBalancer`. */
export interface ThanosLoadBalancerOptions extends ThanosExposureOptions {
  /**
   * The address ranges that may connect (CIDR).
   * @default - any
   */
  readonly sourceRanges?: string[];
  /**
   * The class of the load balancer.
   * @default - the cluster's default
   */
  readonly loadBalancerClass?: string;
}

/** Options of `ThanosExposure.ingress`. */
export interface ThanosIngressOptions extends ThanosExposureOptions {
  /**
   * The ingress class. Its controller has to pass TLS through: for ingress-nginx, which no longer gets releases, with --enable-ssl-passthrough.
   * @default "nginx"
   */
  readonly ingressClassName?: string;
}

/** Options of `ThanosExposure.gatewayTlsRoute`. */
export interface ThanosTlsRouteOptions extends ThanosExposureOptions {
  /**
   * The namespace of the Gateway.
   * @default - that of the server
   */
  readonly gatewayNamespace?: string;
  /**
   * The listener of the Gateway: protocol TLS, mode Passthrough.
   * @default - any that takes the host
   */
  readonly sectionName?: string;
  /**
   * The version of TLSRoute that the cluster has: "v1" since Gateway API 1.5, before that "v1alpha3" or "v1alpha2" of the experimental channel.
   * @default "v1"
   */
  readonly apiVersion?: string;
}

/** A server that is to be reached from outside. */
export interface ExposedServer extends Owner {
  /** the labels of its pods */
  readonly selector: { readonly [key: string]: string };
  /** the Service in front of the pods, and its port of gRPC */
  readonly service: string;
  readonly servicePort: number;
}

type Emitter = (scope: Construct, server: ExposedServer) => ApiObject;

/**
 * The way into a cluster for a server of gRPC. TLS is never ended on the way: the server's own certificate and its client CA decide.
 *
 * @example
 *
 * const exposure = ThanosExposure.loadBalancer('thanos.eu1.example.com', { sourceRanges: ['203.0.113.0/24'] });
 */
export class ThanosExposure {
  /**
   * A Service of type LoadBalancer, which forwards TCP.
   *
   * @param host the name in DNS that leads to it; the certificate has to cover it
   */
  public static loadBalancer(host: string, options: ThanosLoadBalancerOptions = {}): ThanosExposure {
    const where = 'ThanosExposure.loadBalancer';
    const ranges = requireList<string>(where, 'sourceRanges', options.sourceRanges ?? []).map((range, i) => requireCidr(where, `sourceRanges[${i}]`, range));
    const loadBalancerClass = options.loadBalancerClass === undefined ? undefined : requireLabelKey(where, 'loadBalancerClass', options.loadBalancerClass);
    return new ThanosExposure(where, host, options, (port) => (scope, { name, namespace, labels, metadata, selector }) => emit(scope, 'Exposure', {
      apiVersion: 'v1',
      kind: 'Service',
      name: `${name}-external`,
      namespace,
      labels,
      metadata,
      annotations: options.annotations,
      spec: {
        type: 'LoadBalancer',
        ...(loadBalancerClass === undefined ? {} : { loadBalancerClass }),
        ...(ranges.length === 0 ? {} : { loadBalancerSourceRanges: ranges }),
        selector,
        ports: [{ name: 'grpc', port, targetPort: 'grpc', protocol: 'TCP' }],
      },
    }));
  }

  /**
   * An Ingress that passes TLS through, told apart from others on the same address by the name that the client asks for (SNI).
   *
   * @param host the name in DNS that leads to the controller; the certificate has to cover it
   */
  public static ingress(host: string, options: ThanosIngressOptions = {}): ThanosExposure {
    const where = 'ThanosExposure.ingress';
    const ingressClassName = requireName(where, 'ingressClassName', options.ingressClassName ?? 'nginx');
    return new ThanosExposure(where, host, options, () => (scope, { name, namespace, labels, metadata, service }) => emit(scope, 'Exposure', {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'Ingress',
      name,
      namespace,
      labels,
      metadata,
      // ingress-nginx 1.12, docs/user-guide/nginx-configuration/annotations.md
      annotations: {
        'nginx.ingress.kubernetes.io/ssl-passthrough': 'true',
        'nginx.ingress.kubernetes.io/backend-protocol': 'GRPCS',
        ...options.annotations,
      },
      spec: {
        ingressClassName,
        tls: [{ hosts: [host] }],
        rules: [{ host, http: { paths: [{ path: '/', pathType: 'Prefix', backend: { service: { name: service, port: { name: 'grpc' } } } }] } }],
      },
    }));
  }

  /**
   * A Route of OpenShift that passes TLS through.
   *
   * @param host the name in DNS that leads to the router; the certificate has to cover it
   */
  public static openshiftRoute(host: string, options: ThanosExposureOptions = {}): ThanosExposure {
    return new ThanosExposure('ThanosExposure.openshiftRoute', host, options, () => (scope, { name, namespace, labels, metadata, service }) => emit(scope, 'Exposure', {
      apiVersion: 'route.openshift.io/v1',
      kind: 'Route',
      name,
      namespace,
      labels,
      metadata,
      annotations: options.annotations,
      spec: {
        host,
        to: { kind: 'Service', name: service, weight: 100 },
        port: { targetPort: 'grpc' },
        tls: { termination: 'passthrough', insecureEdgeTerminationPolicy: 'None' },
        wildcardPolicy: 'None',
      },
    }));
  }

  /**
   * A TLSRoute of the Gateway API, at a listener that passes TLS through.
   *
   * @param host the name in DNS that leads to the Gateway; the certificate has to cover it
   * @param gatewayName the Gateway
   */
  public static gatewayTlsRoute(host: string, gatewayName: string, options: ThanosTlsRouteOptions = {}): ThanosExposure {
    const where = 'ThanosExposure.gatewayTlsRoute';
    const version = options.apiVersion ?? 'v1';
    if (!/^v\d+((alpha|beta)\d+)?$/.test(requireText(where, 'apiVersion', version))) {
      throw invalid(where, { what: 'apiVersion is no version of TLSRoute', got: version, allowed: 'v1, v1alpha3, v1alpha2', fix: 'leave it out for v1 (Gateway API 1.5 and later)' });
    }
    // Group, kind and weight are written although they are the defaults: an item of a list that comes back with more is a difference to Argo CD.
    const parent = {
      group: 'gateway.networking.k8s.io',
      kind: 'Gateway',
      name: requireName(where, 'gatewayName', gatewayName),
      ...(options.gatewayNamespace === undefined ? {} : { namespace: requireLabel(where, 'gatewayNamespace', options.gatewayNamespace) }),
      ...(options.sectionName === undefined ? {} : { sectionName: requireName(where, 'sectionName', options.sectionName) }),
    };
    return new ThanosExposure(where, host, options, () => (scope, { name, namespace, labels, metadata, service, servicePort }) => emit(scope, 'Exposure', {
      apiVersion: `gateway.networking.k8s.io/${version}`,
      kind: 'TLSRoute',
      name,
      namespace,
      labels,
      metadata,
      annotations: options.annotations,
      spec: { parentRefs: [parent], hostnames: [host], rules: [{ backendRefs: [{ group: '', kind: 'Service', name: service, port: servicePort, weight: 1 }] }] },
    }));
  }

  /** The name that clients outside dial, and that the certificate has to cover. */
  public readonly host: string;
  /** The port that clients outside dial. */
  public readonly port: number;
  private readonly emitter: Emitter;

  private constructor(where: string, host: string, options: ThanosExposureOptions, emitter: (port: number) => Emitter) {
    this.host = requireHost(where, 'host', host);
    if (/^[\d.]+$|:/.test(this.host)) {
      throw invalid(where, { what: 'host is an IP address', got: host, allowed: 'a DNS name: it is what tells servers on one address apart, and what the certificate covers', fix: 'give the address a name' });
    }
    this.port = requirePort(where, 'port', options.port ?? 443);
    this.emitter = emitter(this.port);
  }

  /** What clients outside dial: host and port. */
  public get address(): string {
    return `${this.host}:${this.port}`;
  }

  /** @internal */
  public _expose(scope: Construct, server: ExposedServer): ApiObject {
    return this.emitter(scope, server);
  }
}

function requireCidr(where: string, field: string, value: unknown): string {
  const text = requireText(where, field, value);
  const match = /^([0-9a-fA-F:.]+)\/(\d{1,3})$/.exec(text);
  if (!match || Number(match[2]) > (text.includes(':') ? 128 : 32) || requireHost(where, field, match[1]) === '') {
    throw invalid(where, { what: `${field} is no range of addresses`, got: text, allowed: 'CIDR notation: 203.0.113.0/24', fix: 'write an address and the length of its prefix' });
  }
  return text;
}
