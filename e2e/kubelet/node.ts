import { mkdirSync, mkdtempSync, chmodSync, chownSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Network, PodAddress } from './network';
import { probe } from './probe';
import { Process } from './process';
import { searchPath } from './sandbox';
import { contentOf, ObjectVolume, Objects } from './volumes';

type Any = any;

/** What an image contains: the folders with its programs, and the program that it starts. */
export interface Image {
  readonly programs: readonly string[];
  readonly entrypoint: readonly string[];
  /** where the image has them, for manifests that say so; they are found by their names anyway */
  readonly at?: string;
}

/** A pod that runs. */
export interface Pod extends PodAddress {
  readonly containers: readonly Process[];
}

let clusters = 0;

/**
 * A node that runs manifests as they are, as processes on the loopback interface: volumes, environment, arguments, init containers and probes
 * as the kubelet has them, each container with a root of its own. Nothing of a manifest is written a second time; only the listening address
 * is put in, because all pods share one interface.
 */
export class Node {
  private readonly folder = mkdtempSync(join(tmpdir(), 'node-'));
  private readonly objects = new Map<string, Any>();
  private volumes: { readonly pod: string; readonly volume: ObjectVolume }[] = [];
  private readonly running = new Map<string, Pod>();
  private rolled = 0;
  private readonly processes: Process[] = [];
  private readonly hosts = join(this.folder, 'hosts');
  public readonly network = new Network(this.hosts, (clusters += 1) % 250);

  /**
   * @param images what an image of a manifest contains, by a part of its name
   * @param nameserver the address of a DNS server, for names that are no pod's and no Service's
   */
  constructor(private readonly namespace: string, private readonly images: { readonly [part: string]: Image }, private readonly nameserver?: string) {
    chmodSync(this.folder, 0o755);
  }

  /** Takes objects as kubectl apply does; those of the same kind and name are replaced. */
  public apply(objects: readonly Any[]): void {
    for (const object of objects) { this.objects.set(`${object.kind}/${object.metadata.name}`, object); }
  }

  public delete(kind: string, name: string): void {
    this.objects.delete(`${kind}/${name}`);
  }

  private get reader(): Objects {
    return { find: (kind, name) => this.objects.get(`${kind}/${name}`) };
  }

  /** Brings the files of every pod to what the objects hold now; the kubelet does so within about a minute. */
  public syncVolumes(): void {
    for (const { volume } of this.volumes) { volume.update(); }
  }

  /** Starts the pod of a workload, and its Services; it is not ready yet. @throws when it cannot be set up, or an init container fails */
  public async start(kind: string, name: string, ordinal: number = 0): Promise<Pod> {
    const workload = this.workload(kind, name);
    const pod = await this.run(kind === 'StatefulSet' ? `${name}-${ordinal}` : `${name}-pod`, workload.spec.template);
    await this.expose(workload, pod, ordinal);
    return pod;
  }

  /** Rolls a Deployment of one pod, as Kubernetes does by default: the new pod is ready before the old one is told to end. */
  public async roll(name: string): Promise<Pod> {
    const workload = this.workload('Deployment', name);
    const before = this.running.get(`Deployment/${name}`)!;
    const pod = await this.run(`${name}-pod-${this.rolled += 1}`, workload.spec.template);
    await this.ready(pod, workload.spec.template.spec);
    await this.expose(workload, pod, 0);
    this.network.forget(before.address);
    await Promise.all(before.containers.map(async (container, i) => {
      await preStop(workload.spec.template.spec.containers[i].lifecycle?.preStop);
      await container.stop(60_000);
    }));
    this.volumes = this.volumes.filter((volume) => volume.pod !== before.name);
    return pod;
  }

  private workload(kind: string, name: string): Any {
    const workload = this.objects.get(`${kind}/${name}`);
    if (workload === undefined) { throw new Error(`no ${kind} ${name} among ${[...this.objects.keys()].join(', ')}`); }
    return workload;
  }

  private async expose(workload: Any, pod: Pod, ordinal: number): Promise<void> {
    this.running.set(`${workload.kind}/${workload.metadata.name}`, pod);
    for (const service of this.all('Service')) {
      // The first pod of several answers for their Service; each has its own name behind the headless one.
      const own = ordinal === 0 || service.spec.clusterIP === 'None';
      if (own && selects(service.spec.selector, workload.spec.template.metadata?.labels)) { await this.network.serve(service, this.namespace, pod); }
    }
  }

  /** Runs a Job's pod to its end. */
  public async job(name: string): Promise<{ readonly code: number; readonly log: string }> {
    const job = this.objects.get(`Job/${name}`);
    const { containers } = await this.run(`${name}-pod`, job.spec.template);
    const codes = await Promise.all(containers.map((container) => container.exit()));
    return { code: Math.max(...codes), log: containers.map((container) => container.log).join('') };
  }

  /** The files of a pod's volume in which a text stands. */
  public filesWith(pod: string, volume: string, text: string): string[] {
    const folder = join(this.folder, pod, 'volumes', volume);
    return readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((file) => file.isFile())
      .map((file) => join(file.parentPath, file.name))
      .filter((file) => readFileSync(file).includes(text));
  }

  /** Every object of a kind. */
  public all(kind: string): Any[] {
    return [...this.objects.values()].filter((object) => object.kind === kind);
  }

  /** Waits until every container's probe of that kind succeeds. @throws when a container ends before, or time is over */
  public async ready(pod: Pod, spec: Any, seconds: number = 60): Promise<void> {
    const end = performance.now() + seconds * 1000;
    for (const [i, container] of spec.containers.entries()) {
      const running = pod.containers[i];
      await pause(container.readinessProbe.initialDelaySeconds ?? 0);
      const { successThreshold = 1, periodSeconds = 10 } = container.readinessProbe;
      for (let successes = 0; successes < successThreshold;) {
        if (successes > 0) { await pause(periodSeconds); }
        if (await probe(container.readinessProbe, pod.address, pod.ports)) { successes += 1; continue; }
        if (running.exitCode !== undefined) { throw new Error(`${container.name} ended with ${running.exitCode}:\n${running.log}`); }
        if (performance.now() > end) { throw new Error(`${container.name} is not ready after ${seconds} s:\n${running.log}`); }
        successes = 0;
        await pause(0.05);
      }
    }
  }

  /** Starts a workload and waits until it is ready. */
  public async up(kind: string, name: string, ordinal: number = 0): Promise<Pod> {
    const pod = await this.start(kind, name, ordinal);
    await this.ready(pod, this.objects.get(`${kind}/${name}`).spec.template.spec);
    return pod;
  }

  /** Ends a pod, or kills it where it gets no time; its volumes stay, and the workload may start it again under its name, with another address. */
  public async end(pod: Pod, graceMilliseconds: number = 10_000): Promise<void> {
    await Promise.all(pod.containers.map((container) => container.stop(graceMilliseconds)));
    this.network.forget(pod.address);
    this.volumes = this.volumes.filter((volume) => volume.pod !== pod.name);
  }

  /** Ends everything and removes every file. */
  public async close(): Promise<void> {
    await Promise.all(this.processes.map((process) => process.stop()));
    await this.network.close();
    rmSync(this.folder, { recursive: true, force: true });
  }

  private async run(name: string, template: Any): Promise<Pod> {
    const { spec } = template;
    const address = this.network.address();
    const folders = this.mountable(name, spec, template);
    for (const container of spec.initContainers ?? []) {
      const process = this.container(name, spec, container, folders, address);
      // A native sidecar stays.
      if (container.restartPolicy === 'Always') { continue; }
      const code = await process.exit();
      if (code !== 0) { throw new Error(`init container ${container.name} ended with ${code}:\n${process.log}`); }
    }
    const containers = spec.containers.map((container: Any) => this.container(name, spec, container, folders, address));
    const ports = spec.containers.flatMap((container: Any) => container.ports ?? []).map((port: Any) => [port.name ?? `${port.containerPort}`, port.containerPort] as const);
    return { name, address, containers, ports: new Map(ports) };
  }

  /** A folder for each volume. */
  private mountable(pod: string, spec: Any, template: Any): Map<string, string> {
    const group = spec.securityContext?.fsGroup;
    const user = spec.securityContext?.runAsUser;
    const folders = new Map<string, string>();
    const claims: string[] = this.all('StatefulSet').filter((set) => set.spec.template === template)
      .flatMap((set) => (set.spec.volumeClaimTemplates ?? []).map((claim: Any) => claim.metadata.name));
    for (const volume of [...spec.volumes ?? [], ...claims.map((name) => ({ name, emptyDir: {} }))]) {
      const folder = join(this.folder, pod, 'volumes', volume.name);
      mkdirSync(folder, { recursive: true });
      if (volume.emptyDir) {
        if (process.getuid?.() === 0) { chownSync(folder, user ?? 0, group ?? 0); }
        chmodSync(folder, 0o770);
      } else {
        this.volumes.push({ pod, volume: new ObjectVolume(folder, volume, this.reader, group) });
      }
      folders.set(volume.name, folder);
    }
    return folders;
  }

  private container(pod: string, spec: Any, container: Any, folders: ReadonlyMap<string, string>, address: string): Process {
    const image = this.image(container.image);
    const root = join(this.folder, pod, `root-${container.name}`);
    mkdirSync(root, { recursive: true });
    const env = this.environment(pod, container, address);
    const expand = (text: string) => text.replace(/\$\((\w+)\)/g, (all, name) => env[name] ?? all);
    const command: string[] = [...container.command ?? image.entrypoint, ...container.args ?? []]
      .map((argument) => listening(expand(argument), container, address));
    const mounts = (container.volumeMounts ?? []).map((mount: Any) => ({
      from: join(folders.get(mount.name)!, mount.subPath ?? ''), at: mount.mountPath, readOnly: mount.readOnly ?? false,
    }));
    if (image.at !== undefined) { mounts.push(...image.programs.map((from) => ({ from, at: image.at, readOnly: true }))); }
    const variables = Object.entries({ PATH: searchPath(image.programs), HOSTNAME: pod, ...env }).map(([name, value]) => `${name}=${value}`);
    const process = new Process(container.name, {
      root,
      mounts,
      hosts: this.hosts,
      nameserver: this.nameserver,
      programs: image.programs,
      user: container.securityContext?.runAsUser ?? spec.securityContext?.runAsUser,
      group: container.securityContext?.runAsGroup ?? spec.securityContext?.runAsGroup,
    }, ['/usr/bin/env', '-i', ...variables, ...command], {});
    this.processes.push(process);
    return process;
  }

  private environment(pod: string, container: Any, address: string): { [name: string]: string } {
    // In every pod, also where it wants no links to other Services; programs tell by it that they run in a cluster.
    const env: { [name: string]: string } = { KUBERNETES_SERVICE_HOST: '10.96.0.1', KUBERNETES_SERVICE_PORT: '443' };
    for (const { name, value, valueFrom } of container.env ?? []) {
      env[name] = valueFrom === undefined ? String(value ?? '').replace(/\$\((\w+)\)/g, (all, other) => env[other] ?? all) : this.valueFrom(pod, name, valueFrom, address);
    }
    return env;
  }

  private valueFrom(pod: string, name: string, { secretKeyRef, configMapKeyRef, fieldRef }: Any, address: string): string {
    if (fieldRef) { return fieldRef.fieldPath === 'status.podIP' ? address : fieldRef.fieldPath === 'metadata.namespace' ? this.namespace : pod; }
    const ref = secretKeyRef ?? configMapKeyRef;
    const object = this.reader.find(secretKeyRef ? 'Secret' : 'ConfigMap', ref.name);
    const value = object && contentOf(object)[ref.key];
    if (value === undefined) { throw new Error(`couldn't find key ${ref.key} in ${ref.name} for ${name}`); }
    return value.toString();
  }

  private image(reference: string): Image {
    const found = Object.entries(this.images).find(([part]) => reference.includes(part));
    if (found === undefined) { throw new Error(`ErrImagePull: no server here for the image ${reference}`); }
    return found[1];
  }
}

/**
 * An argument with the pod's address where a server would listen on every one, for each of the container's ports; and where it would listen on the
 * pod's loopback interface, which here all pods share.
 */
function listening(argument: string, container: Any, address: string): string {
  const ports = new Set((container.ports ?? []).map((port: Any) => String(port.containerPort)));
  return argument
    .replace(/^(--?[\w.-]+=)?(0\.0\.0\.0|\[::\])?:(\d+)$/, (all, flag, _host, port) => ports.has(port) ? `${flag ?? ''}${address}:${port}` : all)
    .replace(/^(--[\w.-]+-address=)127\.0\.0\.1:/, (_all, flag) => `${flag}${address}:`);
}

/** Waits as a hook does that only sleeps. */
async function preStop(hook: Any): Promise<void> {
  const [program, text] = hook?.exec?.command ?? ['sleep', '0'];
  if (program !== 'sleep') { throw new Error(`a hook that this kubelet does not know: ${JSON.stringify(hook)}`); }
  await pause(Number(text));
}

function pause(seconds: number): Promise<void> {
  return new Promise((done) => { setTimeout(done, seconds * 1000); });
}

function selects(selector: Any, labels: Any): boolean {
  return selector !== undefined && Object.entries(selector).every(([key, value]) => labels?.[key] === value);
}
