export type { ApplyLayersProps, FluxLayersOptions } from './apply-layers';
export { ApplyLayers, FluxSourceKind } from './apply-layers';
export type { ArgoCdOrderOptions } from './apply-order';
export { ApplyOrder } from './apply-order';
