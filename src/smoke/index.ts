export * from './chainsaw-suite';
export * from './connection-check';
export * from './connection-check-props';
export * from './debug-pod';
export * from './smoke-props';
export * from './store-performance-check';
export * from './trace-smoke-test';
