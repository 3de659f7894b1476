export * from './chainsaw-suite';
export * from './connection-check';
export * from './connection-check-props';
export * from './smoke-props';
export * from './trace-smoke-test';
