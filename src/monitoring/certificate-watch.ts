import { invalid } from '../kube/invalid';
import { requireLabel } from '../kube/text';

/** @internal How a source of metrics names what it watches. */
export type WatchKind = 'cert-manager' | 'x509-exporter' | 'manifests' | 'check';

/**
 * How the end of certificates is watched.
 *
 * @example
 *
 * const watches = [CertificateWatch.certManager(), CertificateWatch.x509Exporter()];
 */
export class CertificateWatch {
  /** By the metrics of cert-manager (1.21.1): certificates that it issues, with their renewal and readiness. */
  public static certManager(): CertificateWatch {
    return new CertificateWatch('cert-manager');
  }

  /**
   * By x509-certificate-exporter (4.2), which reads Secrets and, where it is told to, ConfigMaps: certificates in existing Secrets, whoever made them, and bundles.
   */
  public static x509Exporter(): CertificateWatch {
    return new CertificateWatch('x509-exporter');
  }

  /**
   * By what the manifests themselves say: the end of certificates that stand in them is written into the alert. It needs no metric; for a certificate that was only
   * declared, and has been renewed since without a new declaration, it is a false alarm.
   */
  public static manifests(): CertificateWatch {
    return new CertificateWatch('manifests');
  }

  /**
   * By a CronJob that fails when a certificate of a connection ends soon, seen by kube-state-metrics: for certificates that no object in the cluster holds, like those
   * of servers elsewhere. It stands for every certificate and CA of a connection that a covered client makes, and that no other watch knows.
   *
   * @param cronJobName the name of a `ConnectionCheck`'s CronJob, in whatever namespaces it is, or of another one in the chart's namespace
   * @param everyHours how often it runs, in hours
   * @default 24
   * @throws for a name that no CronJob can have
   */
  public static connectionCheck(cronJobName: string, everyHours: number = 24): CertificateWatch {
    const where = 'CertificateWatch.connectionCheck';
    if (!Number.isFinite(everyHours) || everyHours <= 0) {
      throw invalid(where, { what: 'everyHours must be a number above 0', got: everyHours, allowed: 'hours between two runs', fix: 'for example 24' });
    }
    return new CertificateWatch('check', requireLabel(where, 'cronJobName', cronJobName, 52), everyHours);
  }

  private constructor(
    /** @internal */
    public readonly _kind: WatchKind,
    /** @internal */
    public readonly _cronJob?: string,
    /** @internal */
    public readonly _everyHours: number = 24,
  ) {}
}
