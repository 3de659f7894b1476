import { Chart, Duration, Yaml } from 'cdk8s';
import { layered } from './apply-order';
import { completeObjects } from '../kube/at-synth';
import { goDuration } from '../kube/durations';
import { invalid } from '../kube/invalid';
import { requireDuration } from '../kube/kinds';
import { replaceFolder } from '../kube/owned-folder';
import { requireLabel, requireList, requireName, requireOneOf, requireText } from '../kube/text';

/** What the files come from, to Flux (kustomize.toolkit.fluxcd.io/v1, `spec.sourceRef.kind`). */
export enum FluxSourceKind {
  /** A Git repository. */
  GIT_REPOSITORY = 'GitRepository',
  /** An OCI artifact. */
  OCI_REPOSITORY = 'OCIRepository',
  /** A bucket. */
  BUCKET = 'Bucket',
}

/** How Flux finds the layers. */
export interface FluxLayersOptions {
  /** The path of the folder in its source, for example "./deploy/tracing". */
  readonly path: string;
  /** The name of the source. */
  readonly sourceName: string;
  /**
   * The kind of the source.
   * @default FluxSourceKind.GIT_REPOSITORY
   */
  readonly sourceKind?: FluxSourceKind;
  /**
   * The namespace of the Kustomizations and of the source.
   * @default "flux-system"
   */
  readonly namespace?: string;
  /**
   * How often Flux looks whether the cluster still is as the files say.
   * @default Duration.minutes(10)
   */
  readonly interval?: Duration;
  /**
   * How long a layer may take to get ready.
   * @default Duration.minutes(10)
   */
  readonly timeout?: Duration;
}

/** Properties of `ApplyLayers.write`. */
export interface ApplyLayersProps {
  /** The charts whose objects are written, with the charts in them: of one app. */
  readonly charts: Chart[];
  /**
   * The first part of the Kustomizations' names.
   * @default - the id of the first chart
   */
  readonly name?: string;
  /**
   * Writes `flux.yaml` too: a Kustomization for each layer.
   * @default - only the layers
   */
  readonly flux?: FluxLayersOptions;
}

const WHERE = 'ApplyLayers.write';
const MARK = '# Written by cdk8s-observability-tls: change the program and write it again, not this folder. Files:';

/**
 * Manifests in folders that are applied one after the other, for Flux and Kustomize: in the order that `ApplyOrder` computes.
 *
 * @example
 *
 * ApplyLayers.write('deploy/tracing', { charts: [chart], flux: { path: './deploy/tracing', sourceName: 'flux-system' } });
 */
export class ApplyLayers {
  /**
   * Writes the folder: `layer-00` and so on with a `kustomization.yaml` each, one above them that lists them, and for Flux `flux.yaml`, where each layer depends on
   * the one before. An earlier folder of this method is replaced as a whole.
   *
   * @param directory made where it does not exist
   * @returns the names of the files
   * @throws for a directory with anything in it that this method did not write, for charts of several apps, and for charts without objects
   */
  public static write(directory: string, props: ApplyLayersProps): string[] {
    requireText(WHERE, 'directory', directory);
    const charts = requireList<Chart>(WHERE, 'charts', props?.charts);
    if (charts.length === 0 || !charts.every((chart) => Chart.isChart(chart)) || new Set(charts.map((chart) => chart.node.root)).size > 1) {
      throw invalid(WHERE, { what: 'charts is not a list of charts of one app', saw: `${charts.length} items`, allowed: 'one Chart or more of one App', fix: 'write charts: [chart]' });
    }
    const name = requireLabel(WHERE, 'name', props.name ?? charts[0].node.id.toLowerCase().replace(/[^a-z0-9]+/g, '-').replace(/^-|-$/g, ''), 60);
    const layers = layersOfCharts(charts);
    const files = new Map<string, string>();
    const folders = layers.map((_, i) => `layer-${String(i).padStart(2, '0')}`);
    // Kustomize would sort by kinds, and forget the layers.
    files.set('kustomization.yaml', Yaml.stringify({ ...kustomization(folders), sortOptions: { order: 'fifo' } }));
    layers.forEach((objects, i) => {
      files.set(`${folders[i]}/kustomization.yaml`, Yaml.stringify(kustomization(['objects.yaml'])));
      files.set(`${folders[i]}/objects.yaml`, Yaml.stringify(...(props.flux ? objects.map(kept) : objects)));
    });
    if (props.flux) { files.set('flux.yaml', Yaml.stringify(...fluxKustomizations(name, folders, props.flux))); }
    replaceFolder(WHERE, directory, files, 'kustomization.yaml', MARK);
    return [...files.keys()];
  }

  private constructor() {}
}

/** The objects of some charts by layer; what others of the app have between them leaves no gap. */
function layersOfCharts(charts: readonly Chart[]): any[][] {
  const { root } = charts[0].node;
  // As a synth would: what is refused there is refused here.
  for (const chart of charts) { chart.toJson(); }
  completeObjects(root);
  const wanted = layered(root).filter(({ object }) => object.node.scopes.some((scope) => charts.includes(scope as Chart)));
  const numbers = [...new Set(wanted.map(({ layer }) => layer))].sort((a, b) => a - b);
  if (numbers.length === 0) { throw invalid(WHERE, { what: 'there is no object in the charts', saw: charts.map((chart) => chart.node.path).join(', '), fix: 'add constructs to them first' }); }
  return numbers.map((number) => wanted.filter(({ layer }) => layer === number).map(({ object }) => object.toJson()));
}

/** Of these Flux prunes none: they hold data, serve others, or make what others mount. */
const KEPT = new Set(['Namespace', 'CustomResourceDefinition', 'PersistentVolume', 'PersistentVolumeClaim', 'StatefulSet', 'Deployment', 'DaemonSet', 'Service', 'Secret',
  'TempoMonolithic', 'TempoStack', 'Tenant', 'Certificate', 'Issuer', 'ClusterIssuer', 'Bundle', 'ClusterBundle', 'ExternalSecret', 'SealedSecret', 'SecretProviderClass',
  'ClusterSPIFFEID']);
const PRUNE = 'kustomize.toolkit.fluxcd.io/prune';

/**
 * An object that comes into a later layer than before is first pruned by the earlier one and made again by the later (seen with kustomize-controller 1.9.4: the
 * StatefulSet of a store, and a Tempo): what must not go away for a moment says so.
 */
function kept(object: any): any {
  const { metadata } = object;
  return KEPT.has(object.kind) ? { ...object, metadata: { ...metadata, annotations: { [PRUNE]: 'disabled', ...metadata.annotations } } } : object;
}

const kustomization = (resources: readonly string[]) => ({ apiVersion: 'kustomize.config.k8s.io/v1beta1', kind: 'Kustomization', resources });

/** A Kustomization for each layer (kustomize-controller 1.9.4, config/crd/bases). */
function fluxKustomizations(name: string, folders: readonly string[], flux: FluxLayersOptions): any[] {
  const path = requireText(WHERE, 'flux.path', flux.path).replace(/\/+$/, '');
  if (path.includes('\\')) { throw invalid(WHERE, { what: 'flux.path is no path in a source', got: path, allowed: 'names joined by "/"', fix: `write ${path.replace(/\\+/g, '/')}` }); }
  const minutes = (field: 'interval' | 'timeout') => {
    const duration = requireDuration(WHERE, `flux.${field}`, flux[field] ?? Duration.minutes(10));
    if (duration.toSeconds() === 0) {
      throw invalid(WHERE, { what: `flux.${field} is no time that Flux could keep`, saw: duration.toHumanString(), allowed: 'whole seconds, one or more', fix: 'leave it out for 10 minutes' });
    }
    return goDuration(duration);
  };
  const sourceRef = {
    kind: requireOneOf(WHERE, 'flux.sourceKind', flux.sourceKind ?? FluxSourceKind.GIT_REPOSITORY, Object.values(FluxSourceKind)),
    name: requireName(WHERE, 'flux.sourceName', flux.sourceName),
  };
  const namespace = requireLabel(WHERE, 'flux.namespace', flux.namespace ?? 'flux-system');
  const named = (i: number) => `${name}-${folders[i].slice('layer-'.length)}`;
  return folders.map((folder, i) => ({
    apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
    kind: 'Kustomization',
    metadata: { name: named(i), namespace },
    spec: {
      ...(i > 0 ? { dependsOn: [{ name: named(i - 1) }] } : {}),
      interval: minutes('interval'),
      path: `${path}/${folder}`,
      prune: true,
      sourceRef,
      timeout: minutes('timeout'),
      wait: true,
    },
  }));
}
