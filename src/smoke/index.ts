export * from './chainsaw-suite';
export * from './smoke-props';
export * from './trace-smoke-test';
