import type * as Checker from './manifest-check';

/** Properties of `TlsValidationPlugin`, as they stand in cdk8s.yaml. */
export interface TlsValidationPluginProps {
  /**
   * The time at which certificates must be valid, in ISO 8601.
   * @default - validity is not judged
   */
  readonly now?: string;
  /**
   * What is enough to fail: "error", "warning", "unverified" or "never".
   * @default "error"
   */
  readonly failOn?: string;
  /**
   * A file to write the findings to as SARIF 2.1.0, for code scanning.
   * @default - none
   */
  readonly sarif?: string;
  /**
   * What is accepted: a reason by rule id.
   * @default - nothing
   */
  readonly acknowledge?: { readonly [rule: string]: string };
}

/**
 * Proves manifests in `cdk8s synth --validate`. In cdk8s.yaml:
 *
 * validations:
 *   - package: ./node_modules/cdk8s-observability-tls
 *     version: 0.0.0
 *     class: TlsValidationPlugin
 *     properties: { sarif: tls.sarif }
 */
export class TlsValidationPlugin {
  private readonly props: TlsValidationPluginProps;

  constructor(props?: TlsValidationPluginProps) {
    this.props = props ?? {};
  }

  /**
   * Called by cdk8s.
   *
   * @param context cdk8s-cli's ValidationContext
   */
  public async validate(context: any): Promise<void> {
    (module.require('./manifest-check') as typeof Checker).checkManifests(context as Checker.Context, this.props);
  }
}
