import { join } from 'node:path';
import * as ts from 'typescript';

/**
 * The types of Grafana's JSON model, as `@grafana/schema` has them, of text that was JSON: its enums are their values there. Of a panel, its plugin says which options
 * and which fields of its own it has; all that it does not call optional has to be there.
 */
const MODEL = `
import type { Dashboard, DataQuery, DataSourceRef, FieldConfig, MatcherConfig, Panel, RowPanel } from '@grafana/schema';
import type * as BarGauge from '@grafana/schema/dist/esm/raw/composable/bargauge/panelcfg/x/BarGaugePanelCfg_types.gen';
import type * as StateTimeline from '@grafana/schema/dist/esm/raw/composable/statetimeline/panelcfg/x/StateTimelinePanelCfg_types.gen';
import type * as TimeSeries from '@grafana/schema/dist/esm/raw/composable/timeseries/panelcfg/x/TimeSeriesPanelCfg_types.gen';
type Json<T> = T extends string ? \`\${T}\` : T extends readonly (infer E)[] ? Json<E>[] : T extends object ? { [K in keyof T]: Json<T[K]> } : T;
type Query = Pick<Json<DataQuery>, 'refId'> & { datasource: Json<DataSourceRef>; expr: string; legendFormat: string; instant: boolean; range: boolean };
type Fields<F> = Json<Omit<FieldConfig, 'custom' | 'thresholds'>> & { custom?: F; thresholds?: { mode: 'absolute' | 'percentage'; steps: { color: string; value: number | null }[] } };
type Override = { matcher: Json<MatcherConfig>; properties: { id: keyof FieldConfig; value: unknown }[] };
type Of<T, O, F> = Omit<Json<Panel>, 'type' | 'options' | 'fieldConfig' | 'targets'>
  & { type: T; options: Json<O>; fieldConfig: { defaults: Fields<Json<F>>; overrides: Override[] }; targets: Query[] };
type Panels = Of<'timeseries', TimeSeries.Options, TimeSeries.FieldConfig> | Of<'bargauge', BarGauge.Options, {}>
  | Of<'state-timeline', StateTimeline.Options, StateTimeline.FieldConfig> | Json<RowPanel>;
`;

const OPTIONS: ts.CompilerOptions = {
  noEmit: true, strict: true, skipLibCheck: true, types: [], lib: ['lib.es2015.d.ts'], module: ts.ModuleKind.ESNext, moduleResolution: ts.ModuleResolutionKind.Bundler,
};

/** What of dashboards is not as Grafana's own types have it: a field that no type knows, a value of another type, an option that is missing. */
export function notOfGrafana(dashboards: readonly { readonly [field: string]: any }[]): string[] {
  const panels = dashboards.flatMap((dashboard) => dashboard.panels);
  const values = [
    ...dashboards.map(({ panels: _, ...rest }): [string, object] => ['Json<Dashboard>', rest]),
    ...panels.map((panel): [string, object] => [`Extract<Panels, { type: ${JSON.stringify(panel.type)} }>`, panel]),
  ];
  const text = MODEL + values.map(([type, value], i) => `export const v${i}: ${type} = ${JSON.stringify(value)};`).join('\n');
  const path = join(__dirname, 'dashboards-as-typescript.ts');
  const host = ts.createCompilerHost(OPTIONS);
  const fromDisk = host.getSourceFile;
  host.getSourceFile = (name, ...more) => (name === path ? ts.createSourceFile(path, text, ts.ScriptTarget.ES2022) : fromDisk(name, ...more));
  host.fileExists = (name) => name === path || ts.sys.fileExists(name);
  const program = ts.createProgram([path], { ...OPTIONS, target: ts.ScriptTarget.ES2022 }, host);
  const first = MODEL.split('\n').length - 1;
  return ts.getPreEmitDiagnostics(program).map(({ file, start = 0, messageText }) => {
    const [, value] = values[(file?.getLineAndCharacterOfPosition(start).line ?? 0) - first] ?? [];
    return `${(value as any)?.title ?? 'types'}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`;
  });
}
