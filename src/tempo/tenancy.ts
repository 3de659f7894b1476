import { ContainerResources } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import { TempoAuthenticationSpec, TempoTenantsSpec } from '../crds/tempo-common';
import { invalid } from '../kube/invalid';
import { requireSecret } from '../kube/required-secrets';
import { requireLabel, requireList, requireName, requireOneOf, requireText } from '../kube/text';

/** A tenant. */
export interface TempoTenant {
  /** The name that users write in requests; unique at any one time. */
  readonly name: string;
  /** The identifier that objects in the bucket are kept under; never given to another tenant, not even a later one of the same name. */
  readonly id: string;
}

/** A tenant whose users log in with OpenID Connect. */
export interface OidcTenant extends TempoTenant {
  /** The issuer's URL (https). */
  readonly issuerUrl: string;
  /** An existing Secret in Tempo's namespace with the keys clientID, and where needed clientSecret and issuerCAPath. */
  readonly clientSecretName: string;
  /**
   * Where the issuer sends users back to: https://HOST/oidc/TENANT/callback of the gateway.
   * @default - none: tokens only, no login in a browser
   */
  readonly redirectUrl?: string;
  /**
   * The claim that lists a user's groups.
   * @default - none
   */
  readonly groupClaim?: string;
  /**
   * The claim that names a user.
   * @default - the token's subject
   */
  readonly usernameClaim?: string;
}

/** What a role allows. */
export enum TenantPermission {
  /** Read traces. */
  READ = 'read',
  /** Write traces. */
  WRITE = 'write',
}

/** A set of permissions on the traces of tenants. */
export interface TenantRole {
  /** The role's name. */
  readonly name: string;
  /** The names of the tenants it is about. */
  readonly tenants: string[];
  /** What it allows. */
  readonly permissions: TenantPermission[];
}

/** Who has which roles. */
export interface TenantRoleBinding {
  /** The binding's name. */
  readonly name: string;
  /** The roles' names. */
  readonly roles: string[];
  /**
   * Users, as the tenant's username claim names them.
   * @default - none
   */
  readonly users?: string[];
  /**
   * Groups, as the tenant's group claim names them.
   * @default - none
   */
  readonly groups?: string[];
}

/** Who may do what at the gateway. */
export interface TenantAuthorization {
  /** The roles. */
  readonly roles: TenantRole[];
  /** Who has them. */
  readonly roleBindings: TenantRoleBinding[];
  /**
   * Requests and limits of the gateway's container. Only a TempoMonolithic has them here.
   * @default - none
   */
  readonly gatewayResources?: ContainerResources;
}

/**
 * How traces of several tenants are kept apart.
 *
 * @example
 *
 * const tenancy = Tenancy.gatewayStatic(
 *   [{ name: 'dev', id: '1610b0c3', issuerUrl: 'https://login.example.com', clientSecretName: 'dev-oidc' }],
 *   {
 *     roles: [{ name: 'read-dev', tenants: ['dev'], permissions: [TenantPermission.READ] }],
 *     roleBindings: [{ name: 'developers', roles: ['read-dev'], groups: ['developers'] }],
 *   },
 * );
 */
export class Tenancy {
  /**
   * By the header X-Scope-OrgID, which Tempo believes. There is no gateway: whoever reaches Tempo can be any tenant, so something in
   * front of it must set the header.
   */
  public static headerOnly(): Tenancy {
    return new Tenancy(false);
  }

  /**
   * By a gateway that checks OpenID Connect tokens, with roles that are written down here.
   *
   * @throws for tenants or roles that are named and not there, named twice, or not complete
   */
  public static gatewayStatic(tenants: OidcTenant[], authorization: TenantAuthorization): Tenancy {
    const where = 'Tenancy.gatewayStatic';
    const names = checkTenants(where, tenants);
    tenants.forEach((tenant, i) => checkOidc(where, `tenants[${i}]`, tenant));
    checkAuthorization(where, names, authorization);
    return new Tenancy(true, {
      mode: 'static',
      authentication: tenants.map((tenant) => ({
        tenantName: tenant.name,
        tenantId: tenant.id,
        oidc: {
          secret: { name: tenant.clientSecretName },
          issuerURL: tenant.issuerUrl,
          redirectURL: tenant.redirectUrl,
          groupClaim: tenant.groupClaim,
          usernameClaim: tenant.usernameClaim,
        },
      })),
      authorization: {
        roles: authorization.roles.map((role) => ({ name: role.name, resources: ['traces'], tenants: role.tenants, permissions: role.permissions })),
        roleBindings: authorization.roleBindings.map((binding) => ({
          name: binding.name,
          roles: binding.roles,
          subjects: [
            ...(binding.users ?? []).map((name) => ({ name, kind: 'user' })),
            ...(binding.groups ?? []).map((name) => ({ name, kind: 'group' })),
          ],
        })),
      },
    }, authorization.gatewayResources);
  }

  /**
   * By a gateway that asks OpenShift who a user is and what they may do.
   *
   * @param gatewayResources requests and limits of the gateway's container; none by default
   */
  public static openshift(tenants: TempoTenant[], gatewayResources?: ContainerResources): Tenancy {
    checkTenants('Tenancy.openshift', tenants);
    return new Tenancy(true, { mode: 'openshift', authentication: tenants.map(({ name, id }) => ({ tenantName: name, tenantId: id })) }, gatewayResources);
  }

  private constructor(
    /** @internal whether all requests go through the operator's gateway */
    readonly _gateway: boolean,
    /** @internal */
    readonly _tenants: TempoTenantsSpec = {},
    /** @internal */
    readonly _gatewayResources?: ContainerResources,
  ) {}

  /** @internal Notes the Secrets that tenants need. */
  public _bind(scope: Construct, namespace: string): void {
    for (const { tenantName, oidc } of this._tenants.authentication ?? ([] as readonly TempoAuthenticationSpec[])) {
      if (oidc?.secret) {
        requireSecret(scope, { namespace, name: oidc.secret.name, purpose: `OpenID Connect client of tenant ${tenantName}`, keys: { clientID: '', clientSecret: '' } });
      }
    }
  }
}

function checkTenants(where: string, tenants: readonly TempoTenant[]): Set<string> {
  if (requireList<TempoTenant>(where, 'tenants', tenants).length === 0) {
    throw invalid(where, { what: 'tenants is empty: the operator would run no gateway', got: tenants, allowed: 'one tenant or more', fix: 'name a tenant, or use Tenancy.headerOnly()' });
  }
  for (const field of ['name', 'id'] as const) {
    const seen = new Set<string>();
    tenants.forEach((tenant, i) => {
      const value = field === 'name' ? requireLabel(where, `tenants[${i}].name`, tenant?.name) : requireText(where, `tenants[${i}].id`, tenant?.id);
      if (seen.has(value)) {
        throw invalid(where, { what: `two tenants have one ${field}`, got: value, allowed: `a ${field} of its own for each tenant`, fix: `change tenants[${i}].${field}` });
      }
      seen.add(value);
    });
  }
  return new Set(tenants.map((tenant) => tenant.name));
}

function checkOidc(where: string, field: string, tenant: OidcTenant): void {
  requireName(where, `${field}.clientSecretName`, tenant.clientSecretName);
  for (const [key, value] of [['issuerUrl', tenant.issuerUrl], ['redirectUrl', tenant.redirectUrl]] as const) {
    if (key === 'redirectUrl' && value === undefined) { continue; }
    if (!/^https:\/\/[^/\s]+/.test(requireText(where, `${field}.${key}`, value))) {
      throw invalid(where, { what: `${field}.${key} is not an HTTPS URL`, got: value, allowed: 'https://HOST…', fix: 'tokens are as good as passwords: give the URL with TLS' });
    }
  }
}

function checkAuthorization(where: string, tenants: Set<string>, authorization: TenantAuthorization | undefined): void {
  const roles = requireList<TenantRole>(where, 'authorization.roles', authorization?.roles);
  const bindings = requireList<TenantRoleBinding>(where, 'authorization.roleBindings', authorization?.roleBindings);
  const unknown = (field: string, got: string, known: Iterable<string>) => invalid(where, {
    what: `${field} is not there`, got, allowed: [...known].join(', ') || 'none: none is defined', fix: 'correct the name, or define it',
  });
  const names = new Set<string>();
  roles.forEach((role, i) => {
    names.add(requireText(where, `authorization.roles[${i}].name`, role?.name));
    for (const permission of requireList<string>(where, `authorization.roles[${i}].permissions`, role.permissions)) {
      requireOneOf(where, `authorization.roles[${i}].permissions`, permission, Object.values(TenantPermission));
    }
    for (const tenant of requireList<string>(where, `authorization.roles[${i}].tenants`, role.tenants)) {
      if (!tenants.has(tenant)) { throw unknown(`the tenant in authorization.roles[${i}]`, tenant, tenants); }
    }
  });
  bindings.forEach((binding, i) => {
    requireText(where, `authorization.roleBindings[${i}].name`, binding?.name);
    for (const role of requireList<string>(where, `authorization.roleBindings[${i}].roles`, binding.roles)) {
      if (!names.has(role)) { throw unknown(`the role in authorization.roleBindings[${i}]`, role, names); }
    }
    if ((binding.users ?? []).length + (binding.groups ?? []).length === 0) {
      throw invalid(where, { what: `authorization.roleBindings[${i}] binds its roles to nobody`, got: binding, allowed: 'users, groups or both', fix: 'name a user or a group' });
    }
  });
}
