/** What a panel shows: expressions, each with the legend of its lines. */
export interface Shown {
  readonly title: string;
  readonly what: string;
  readonly as: Lines | States | DaysLeft;
  readonly queries: readonly (readonly [expr: string, legend: string])[];
  /** what is shown where there is nothing to count: failures before the first one are not exported */
  readonly none?: string;
}

/** Lines over time in a unit of Grafana. */
interface Lines {
  readonly lines: string;
  /** the value at which an alert fires */
  readonly limit?: number;
  readonly max?: number;
  /** of lines whose legend begins so */
  readonly colors?: { readonly [beginning: string]: string };
}

/** Whether each of so many is up. */
interface States {
  readonly states: number;
}

/** The days that so many have left, the one with the least first. */
interface DaysLeft extends Few {
  readonly daysLeft: number;
  /** those for which other numbers of days are few */
  readonly others: readonly (Few & { readonly name: string })[];
}

/** When days are few. */
interface Few {
  readonly warning: number;
  readonly critical: number;
}

/** How high a panel is, in units of Grafana (30 pixels and a gap of 8). */
export function heightOf({ as }: Shown): number {
  if ('states' in as) { return Math.min(3 + as.states, 14); }
  return 'daysLeft' in as ? Math.min(3 + as.daysLeft, 16) : 8;
}

const SOURCE = { type: 'prometheus', uid: '${datasource}' };

/** A panel as Grafana's JSON model: its own fields, and all options of the panel's plugin (as of @grafana/schema 13.2.3). */
export function panelOf(shown: Shown, id: number, gridPos: object): { readonly [field: string]: any } {
  const { title, what: description, queries, none, as } = shown;
  const query = 'daysLeft' in as ? { instant: true, range: false } : { instant: false, range: true };
  const targets = queries.map(([expr, legendFormat], i) => ({ refId: refId(i), datasource: SOURCE, expr, legendFormat, ...query }));
  const { type, options, defaults, overrides = [] } = lookOf(as);
  const fieldConfig = { defaults: { ...defaults, ...none === undefined ? {} : { noValue: none } }, overrides };
  return { id, type, title, description, datasource: SOURCE, gridPos, targets, fieldConfig, options };
}

interface Look {
  readonly type: string;
  readonly options: object;
  readonly defaults: object;
  readonly overrides?: readonly object[];
}

function lookOf(as: Shown['as']): Look {
  if ('states' in as) { return STATES; }
  return 'daysLeft' in as ? countdown(as) : lines(as);
}

function lines({ lines: unit, limit, max, colors = {} }: Lines): Look {
  return {
    type: 'timeseries',
    defaults: {
      unit,
      min: 0,
      ...max === undefined ? {} : { max },
      ...unit === COUNT ? { decimals: 0 } : {},
      ...limit === undefined ? {} : { thresholds: stepsOf('green', [limit, 'red']), custom: { thresholdsStyle: { mode: 'dashed' } } },
    },
    overrides: Object.entries(colors).map(([beginning, fixedColor]) => (
      { matcher: { id: 'byRegexp', options: `/^${beginning} /` }, properties: [{ id: 'color', value: { mode: 'fixed', fixedColor } }] })),
    options: { legend: LEGEND, tooltip: { mode: 'multi', sort: 'desc' } },
  };
}

/** The unit of what is counted one by one. */
export const COUNT = 'none';

const LEGEND = { showLegend: true, displayMode: 'list', placement: 'bottom', calcs: [] };

const STATES: Look = {
  type: 'state-timeline',
  defaults: {
    mappings: [{ type: 'value', options: { 0: { text: 'down', color: 'red', index: 1 }, 1: { text: 'up', color: 'green', index: 0 } } }],
    custom: { fillOpacity: 70, lineWidth: 0 },
  },
  options: { mergeValues: true, showValue: 'auto', alignValue: 'left', rowHeight: 0.8, legend: { ...LEGEND, showLegend: false }, tooltip: { mode: 'single', sort: 'none' } },
};

function countdown({ warning, critical, others }: DaysLeft): Look {
  const few = (when: Few) => ({ max: 4 * when.warning, thresholds: stepsOf('red', [when.critical, 'orange'], [when.warning, 'green']) });
  return {
    type: 'bargauge',
    // Grafana leaves the name of a bar out where it is the only one and has no name of its own.
    defaults: { unit: 'suffix:days', decimals: 1, min: 0, displayName: '${__field.labels.certificate}', ...few({ warning, critical }) },
    overrides: others.map(({ name, ...when }) => ({ matcher: { id: 'byName', options: name }, properties: Object.entries(few(when)).map(([id, value]) => ({ id, value })) })),
    options: {
      orientation: 'horizontal',
      displayMode: 'basic',
      valueMode: 'color',
      namePlacement: 'left',
      showUnfilled: true,
      sizing: 'auto',
      minVizWidth: 8,
      minVizHeight: 16,
      maxVizHeight: 300,
      text: { titleSize: 12, valueSize: 16 },
      legend: { ...LEGEND, showLegend: false },
      reduceOptions: { calcs: ['lastNotNull'], values: false, fields: '' },
    },
  };
}

function stepsOf(first: string, ...more: readonly (readonly [from: number, color: string])[]): object {
  return { mode: 'absolute', steps: [{ color: first, value: null }, ...more.map(([value, color]) => ({ color, value }))] };
}

/** A, B, … Z, AA, AB, … */
function refId(i: number): string {
  return (i >= 26 ? refId(Math.floor(i / 26) - 1) : '') + String.fromCharCode(65 + (i % 26));
}
