import { ApiObject } from 'cdk8s';
import { Facts } from '../x509/facts';

/** Where a bundle lies for a consumer in one namespace. */
export interface BoundCa {
  readonly configMapName: string;
  readonly key: string;
  readonly objects: readonly ApiObject[];
  readonly facts: Facts;
}
