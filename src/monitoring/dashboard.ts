import { Thresholds } from './alert';
import { rowsOf } from './dashboard-rows';
import { heightOf, panelOf } from './panels';
import { Share } from './shares';
import { Target } from './target';
import { contentHash } from '../kube/hash';

/** The dashboard as Grafana's JSON model; undefined where there is nothing to show. */
export function dashboardOf(
  named: { readonly name: string; readonly namespace: string }, targets: readonly Target[], shares: readonly Share[], thresholds: Thresholds,
): { readonly [field: string]: any } | undefined {
  const rows = rowsOf(named.namespace, targets, shares, thresholds);
  if (rows.length === 0) { return undefined; }
  const panels: { readonly [field: string]: any }[] = [];
  let y = 0;
  for (const { title, panels: shown } of rows) {
    panels.push({ id: panels.length + 1, type: 'row', title, collapsed: false, gridPos: { h: 1, w: 24, x: 0, y }, panels: [] });
    y += 1;
    for (let i = 0; i < shown.length; i += 2) {
      const pair = shown.slice(i, i + 2);
      const h = Math.max(...pair.map(heightOf));
      const w = 24 / pair.length;
      pair.forEach((each, at) => { panels.push(panelOf(each, panels.length + 1, { h, w, x: at * w, y })); });
      y += h;
    }
  }
  return {
    // Grafana writes no dashboard whose uid, or whose title in a folder, another file has.
    uid: `tls-${contentHash([named.namespace, named.name])}`,
    title: `TLS connections of ${named.namespace}/${named.name}`,
    tags: ['observability-tls'],
    schemaVersion: 39,
    editable: true,
    graphTooltip: 1,
    time: { from: 'now-6h', to: 'now' },
    refresh: '1m',
    templating: { list: [DATA_SOURCE] },
    annotations: { list: [] },
    panels,
  };
}

/** Without a current value it would be the first by name, not the default one. */
const DATA_SOURCE = {
  name: 'datasource', label: 'Data source', type: 'datasource', query: 'prometheus', current: { text: 'default', value: 'default' }, hide: 0, refresh: 1, options: [],
};
