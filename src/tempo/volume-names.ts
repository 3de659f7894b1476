import { IConstruct } from 'constructs';
import { invalid, measured } from '../kube/invalid';

/**
 * The volumes that the operator makes of the ConfigMaps and Secrets it is given. It names a volume after its object, with every
 * character but a-z and 0-9 made a dash, and knows volumes by that name only (tempo-operator 0.22.0, internal/manifests/manifestutils/tls.go
 * and naming/sanitize.go). So two objects can fall on one volume, of which the first wins: the second mount shows the wrong files.
 */
export class VolumeNames {
  private readonly byName = new Map<string, { kind: string; name: string; field: string }>();

  constructor(private readonly scope: IConstruct, private readonly tempo: string) {}

  /**
   * Notes an object that will be mounted.
   *
   * @throws for a name that is no volume name, that is one of the operator's own, or that falls on another object's volume
   */
  public add(kind: 'ConfigMap' | 'Secret', name: string, field: string): void {
    const volume = name.replace(/[^a-z0-9]/g, '-');
    if (volume.length > 63) {
      throw invalid(this.scope, {
        what: `the ${kind} of ${field} has a name too long for a volume, and the operator names the volume after it`,
        saw: measured(name),
        allowed: 'at most 63 characters',
        fix: `give the ${kind} a shorter name`,
      });
    }
    if (this.reserved().includes(volume)) {
      throw invalid(this.scope, {
        what: `the ${kind} of ${field} has the name of a volume that the operator makes itself`,
        got: name,
        allowed: `anything but ${this.reserved().join(', ')}`,
        fix: `rename the ${kind}`,
      });
    }
    const other = this.byName.get(volume);
    if (other !== undefined && (other.kind !== kind || other.name !== name)) {
      throw invalid(this.scope, {
        what: `the ${kind} of ${field} and the ${other.kind} of ${other.field} fall on one volume: the operator would mount one in place of the other`,
        saw: other.name === name ? name : `${name} and ${other.name}`,
        allowed: 'names that differ in more than their punctuation',
        fix: `rename the ${kind}, for example ${JSON.stringify(`${name}-${kind === 'Secret' ? 'cert' : 'ca'}`)}`,
      });
    }
    this.byName.set(volume, { kind, name, field });
  }

  private reserved(): string[] {
    return [
      'tempo-conf', 'tempo-storage', 'tempo-query-tmp', 'tempo-tmp-storage', 'gateway-rbac', 'gateway-tenants', 'token-auth-config', 'bound-sa-token',
      `tempo-${this.tempo}-ca-bundle`, `tempo-${this.tempo}-mtls`,
    ];
  }
}
