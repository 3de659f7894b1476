import { ApiObject, Chart } from 'cdk8s';
import { Construct } from 'constructs';
import { emit } from '../kube/emit';

const shared = new WeakMap<object, Map<string, ApiObject>>();

/**
 * A ConfigMap whose name says what is in it: one for a namespace, however many ask, in the chart of the first.
 *
 * @param kind what such ConfigMaps are, in front of the construct's id
 */
export function sharedConfigMap(
  scope: Construct, kind: string, namespace: string, name: string, fields: { [key: string]: any }, annotations?: { [key: string]: string },
): ApiObject {
  const root = scope.node.root;
  const known = shared.get(root) ?? new Map<string, ApiObject>();
  shared.set(root, known);
  const key = `${namespace}/${name}`;
  let object = known.get(key);
  if (object === undefined) {
    object = emit(Chart.of(scope), `${kind}-${namespace}-${name}`, { apiVersion: 'v1', kind: 'ConfigMap', name, namespace, annotations, ...fields });
    known.set(key, object);
  }
  return object;
}
