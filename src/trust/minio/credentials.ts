import { ContainerContext, EnvValue, mayHoldMore } from '../containers';
import { items } from '../values';

/** The root credentials of MinIO, as far as the environment shows them. */
export interface RootCredentials {
  /** whether variables may come from where the manifests do not show */
  readonly open: boolean;
  readonly user?: EnvValue;
  readonly password?: EnvValue;
  /** the names of the two variables */
  readonly names: readonly [string, string];
}

const NAMES = [['MINIO_ROOT_USER', 'MINIO_ROOT_PASSWORD'], ['MINIO_ACCESS_KEY', 'MINIO_SECRET_KEY']] as const;

/** Reads the root credentials of a server: MINIO_ROOT_*, or their older names where those are not set (minio 7aac2a2c5, cmd/common-main.go:821-871). */
export function rootCredentials(context: ContainerContext): RootCredentials {
  const { env, container } = context;
  const declared = new Set(items(container.env).map((variable) => variable.name));
  const open = mayHoldMore(context)
    || [...declared, ...env.keys()].some((name) => /^MINIO_(CONFIG_ENV_FILE|ROOT_USER_FILE|ROOT_PASSWORD_FILE|ACCESS_KEY_FILE|SECRET_KEY_FILE)$/.test(String(name)));
  const one = (name: string): EnvValue | undefined => env.get(name) ?? (declared.has(name) ? {} : undefined);
  const names = NAMES.find((pair) => pair.some((name) => one(name) !== undefined)) ?? NAMES[0];
  return { open, names, user: one(names[0]), password: one(names[1]) };
}
