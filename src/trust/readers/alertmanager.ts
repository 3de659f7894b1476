import { Inventory, Manifest } from '../inventory';
import { Reading } from '../model';
import { governingService, webServer } from '../monitoring/web-server';
import { operatedLabels } from '../operated-pods';
import { isMap } from '../values';

/** The Alertmanager of prometheus-operator 0.92 (pkg/alertmanager): its web server, and the Service `alertmanager-operated` before it. */
export function readAlertmanager(inventory: Inventory, object: Manifest): Reading {
  const spec = isMap(object.spec) ? object.spec : {};
  const port = typeof spec.portName === 'string' ? spec.portName : 'web';
  return {
    servers: spec.listenLocal === true ? [] : [webServer(inventory, object, operatedLabels(object), 9093, port, 'Alertmanager')],
    services: typeof spec.serviceName === 'string' ? [] : [governingService(inventory, object, 'alertmanager-operated', 'alertmanager', [{ name: port, port: 9093, targetPort: port }])],
  };
}
