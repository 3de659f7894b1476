import { Inventory, Manifest } from '../../src/trust/inventory';
import { selectedBy } from '../../src/trust/service-selector';
import { parseYaml } from '../../src/trust/yaml';

/** The labels that a Service selects in a namespace with a StatefulSet "store". */
function selected(selector: string, set = 'replicas: 2'): object | undefined {
  const objects = parseYaml(`
apiVersion: v1
kind: Service
metadata: { name: one, namespace: thanos }
spec: { selector: ${selector} }
---
apiVersion: apps/v1
kind: StatefulSet
metadata: { name: store, namespace: thanos }
spec:
  ${set}
  template: { metadata: { labels: { app: store, shard: a } }, spec: { containers: [] } }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: labelled, namespace: thanos }
spec:
  template: { metadata: { labels: { app: labelled, pod-template-hash: own } }, spec: { containers: [] } }
`) as Manifest[];
  return selectedBy(new Inventory(objects.map((object) => ({ object }))), objects[0]);
}

const POD = 'statefulset.kubernetes.io/pod-name';

test('a selector of labels that templates have is what it is', () => {
  expect(selected('{ app: store }')).toEqual({ app: 'store' });
  expect(selected('{ app: labelled, pod-template-hash: own }')).toEqual({ 'app': 'labelled', 'pod-template-hash': 'own' });
  expect(selected('{ app: store, app.kubernetes.io/version: "2" }')).toEqual({ 'app': 'store', 'app.kubernetes.io/version': '2' });
  expect(selected('null')).toBeUndefined();
});

test('one pod of a StatefulSet has the labels of its template, as long as there is a pod of that number', () => {
  expect(selected(`{ ${POD}: store-1 }`)).toEqual({ app: 'store', shard: 'a' });
  expect(selected(`{ ${POD}: store-1, app: other }`)).toEqual({ app: 'other', shard: 'a' }); // nobody
  expect(selected(`{ ${POD}: store-2 }`)).toEqual({ [POD]: 'store-2' }); // nobody
  expect(selected(`{ ${POD}: store-0 }`, 'serviceName: store')).toEqual({ app: 'store', shard: 'a' });
  expect(selected(`{ ${POD}: store-1 }`, 'serviceName: store')).toEqual({ [POD]: 'store-1' });
  expect(selected(`{ ${POD}: store-6 }`, 'replicas: 2\n  ordinals: { start: 5 }')).toEqual({ app: 'store', shard: 'a' });
  expect(selected(`{ ${POD}: store-1 }`, 'replicas: 2\n  ordinals: { start: 5 }')).toEqual({ [POD]: 'store-1' });
});

test('pods of what is no manifest, or of any StatefulSet, are not known', () => {
  expect(selected(`{ ${POD}: prometheus-k8s-0 }`)).toBeUndefined();
  expect(selected('{ apps.kubernetes.io/pod-index: "1" }')).toBeUndefined();
  expect(selected('{ apps.kubernetes.io/pod-index: "1", app: store }')).toEqual({ app: 'store' });
});
