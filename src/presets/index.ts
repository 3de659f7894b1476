export * from './blueprint';
export * from './dev';
export * from './external-s3';
export * from './openshift';
export * from './options';
export * from './production';
export * from './tracing-store';
