import { cdk8s, javascript, JsonFile, JsonPatch } from 'projen';

const project = new cdk8s.ConstructLibraryCdk8s({
  name: 'cdk8s-observability-tls',
  description: 'CDK8s constructs for TLS-secured observability storage (Tempo on S3, Thanos over many clusters), with manifests that are proved before they are deployed.',
  author: 'cdk8s-observability-tls contributors',
  authorAddress: 'maintainers@cdk8s-observability-tls.example',
  authorOrganization: true,
  repositoryUrl: 'https://github.com/cdk8s-observability-tls/cdk8s-observability-tls.git',
  keywords: ['cdk8s', 'tls', 'tempo', 'thanos', 'minio', 's3', 'observability', 'certificates'],
  license: 'Apache-2.0',
  copyrightOwner: 'cdk8s-observability-tls contributors',
  copyrightPeriod: '2026',
  defaultReleaseBranch: 'main',
  projenrcTs: true,
  packageManager: javascript.NodePackageManager.NPM,
  minNodeVersion: '20.16.0',
  jsiiVersion: '~6.0.0',
  typescriptVersion: '~6.0.0',
  // No sources inside the compiled files: they were two thirds of the package.
  tsconfig: { compilerOptions: { inlineSourceMap: false, inlineSources: false } },

  // Development pins; the peers become ranges with these as their floor.
  cdk8sVersion: '2.68.12',
  constructsVersion: '10.5.0',
  peerDeps: ['cdk8s-plus-28@^2.5.6'],
  devDeps: ['@grafana/schema@13.2.3', 'cdk8s-plus-28@2.5.6', 'cdk8s-cli@^2.207.0', 'concurrently@^9', '@types/node@^20', '@types/js-yaml@^4', '@swc/core@1.16.18', '@swc/jest@^0.2', 'ajv@^8', 'kubernetes-types@1.26.0', 'ts-json-schema-generator@^2', 'yaml@^2'],
  // Few, bundled and loaded only when used: an ASN.1 codec to write certificates, which node:crypto cannot; a parser of YAML that is fast and reads
  // any document that kubectl reads (cdk8s' own keeps no documents apart that fail); and the CLI's parser.
  bundledDeps: ['@peculiar/asn1-schema@^2.11.1', '@peculiar/asn1-x509@^2.11.1', 'commander@^14.0.3', 'js-yaml@^4.1.1'],

  bin: { 'cdk8s-observability-tls': 'bin/cdk8s-observability-tls' },
  github: false,
  release: false,
  depsUpgrade: false,
  sampleCode: false,
  gitignore: ['/dist-examples/', '/.cache/', '*.log'],

  // NEVER: a snapshot that rewrites itself proves nothing (projen's default runs jest --updateSnapshot).
  jestOptions: {
    updateSnapshot: javascript.UpdateSnapshot.NEVER,
    jestConfig: {
      testPathIgnorePatterns: ['/node_modules/', '/lib/', '/dist/'],
      moduleNameMapper: { '^cdk8s-observability-tls$': '<rootDir>/src' },
      coverageReporters: ['text-summary'],
      collectCoverage: false,
      roots: ['<rootDir>/src', '<rootDir>/test', '<rootDir>/examples'],
      watchman: false,
      globalSetup: '<rootDir>/test/util/one-folder.ts',
      globalTeardown: '<rootDir>/test/util/no-folder.ts',
      testTimeout: 120_000, // a machine that is busy with other things makes no test fail; only what hangs does
      maxWorkers: '100%', // jest keeps one core for itself: on two cores that would be half the speed
    },
    configFilePath: 'jest.config.json',
  },
  eslintOptions: { dirs: ['src'], devdirs: ['test', 'examples', 'e2e'] },

  publishToPypi: { distName: 'cdk8s-observability-tls', module: 'cdk8s_observability_tls' },
  publishToMaven: { javaPackage: 'io.github.cdk8sobservabilitytls', mavenGroupId: 'io.github.cdk8s-observability-tls', mavenArtifactId: 'cdk8s-observability-tls' },
  publishToGo: { moduleName: 'github.com/cdk8s-observability-tls/cdk8s-observability-tls-go' },
});

// Lock file without registry hosts, and the one version of unrs-resolver whose every platform binding is published (1.13.0 breaks `npm ci`).
new javascript.NpmConfig(project).addConfig('omit-lockfile-registry-resolved', 'true');
project.package.addPackageResolutions('unrs-resolver@1.12.2');
project.tasks.addEnvironment('JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION', '20');

// Examples import the package by its name, as a user does; Node and TypeScript resolve that through `exports`.
project.package.addField('exports', {
  '.': { types: './lib/index.d.ts', default: './lib/index.js' },
  './jest': { types: './lib/jest.d.ts', default: './lib/jest.js' },
  './schema/report.schema.json': './schema/report.schema.json',
  './package.json': './package.json',
  './.jsii': './.jsii',
  './.jsii.tabl.json': './.jsii.tabl.json',
});

// swc strips the types of a file in a tenth of the time; `check` is what looks at them. (Pinned to a version whose every platform binding is published.)
project.deps.removeDependency('ts-jest');
new JsonFile(project, '.swcrc', { obj: { jsc: { target: 'es2022', parser: { syntax: 'typescript' } } }, marker: false });
project.tryFindObjectFile('jest.config.json')?.patch(JsonPatch.replace('/transform', { '\\.ts$': '@swc/jest' }));

project.jest?.addTestMatch('<rootDir>/examples/**/*.test.ts');

for (const dir of ['examples']) {
  new javascript.TypescriptConfig(project, {
    fileName: `${dir}/tsconfig.json`,
    include: ['**/*.ts'],
    compilerOptions: {
      module: 'node16',
      moduleResolution: javascript.TypeScriptModuleResolution.NODE16,
      target: 'ES2022',
      lib: ['es2022'],
      strict: true,
      esModuleInterop: true,
      skipLibCheck: true,
      noEmit: true,
      rootDir: '..',
      types: ['node', 'jest'],
    },
  });
}
project.addPackageIgnore('/examples/');
project.addPackageIgnore('/docs/');
project.addPackageIgnore('/e2e/');
project.addPackageIgnore('/scripts/');
project.addPackageIgnore('/.ci/');
project.addPackageIgnore('/jest.config.json');
project.addPackageIgnore('/.swcrc');
project.addPackageIgnore('/dist-examples/');
project.addPackageIgnore('*.tsbuildinfo');
project.addPackageIgnore('/API.md'); // for readers of the repository; tools read .jsii
project.addPackageIgnore('/CONTRIBUTING.md');
project.addPackageIgnore('/RULES.md'); // explain tells them
project.addPackageIgnore('/.cache/');
project.addPackageIgnore('*.map');
project.gitignore.exclude('.jsii.tabl.json');

// Loading the package must cost next to nothing: its index loads a room when it is first used.
project.compileTask.exec('node scripts/lazy-index.mjs');
project.compileTask.exec('node scripts/slim-compiled.mjs');
project.compileTask.exec('node scripts/one-file-a-room.mjs');
project.compileTask.exec('node scripts/slim-bundled.mjs');

project.addTask('rules', { description: 'Write RULES.md from the compiled rules', exec: 'node scripts/rules.mjs' });

// `npm test` (and so `npm cit`) is everything a change must pass; it changes no file.
const eslint = 'eslint --ext .ts,.tsx --no-error-on-unmatched-pattern';
const linted = 'src test examples e2e .projenrc.ts';
const env = { ESLINT_USE_FLAT_CONFIG: 'false', NODE_NO_WARNINGS: '1' };
project.addTask('lint:types', { description: 'Lint with the rules that look at types, too', env, exec: `${eslint} ${linted}` });
const lint = project.addTask('lint', {
  description: 'Lint without fixing, and without the two rules that look at types: these take longer than all others',
  env,
  exec: `${eslint} --parser-options projectService:false --rule "@typescript-eslint/no-floating-promises: off" --rule "@typescript-eslint/return-await: off" ${linted}`,
});
const rosetta = project.addTask('rosetta', {
  description: 'Compile the README and every @example',
  exec: 'jsii-rosetta extract --compile --fail --output .jsii.tabl.json .',
});
const apiFresh = project.addTask('api:check', {
  description: 'API.md must match the code',
  steps: [
    { exec: 'jsii-docgen -o .cache/API.md' },
    { exec: 'node scripts/api-fresh.mjs' },
  ],
});
// Two halves, side by side on two cores; then the tests, which take all cores.
const types = project.addTask('types', { description: 'Check the types of sources and tests', exec: 'tsc -p test/tsconfig.json --isolatedModules false' });
const asPackage = project.addTask('check:package', { description: 'Compile the package, and what is written against it' });
asPackage.exec('mkdir -p .cache');
asPackage.spawn(project.compileTask);
asPackage.exec('tsc -p examples/tsconfig.json');
asPackage.spawn(rosetta);
asPackage.spawn(apiFresh);
const sources = project.addTask('check:sources', { description: 'Lint, and check types: jest looks at none' });
sources.spawn(lint);
sources.spawn(types);
const check = project.addTask('check', { description: 'Everything a change must pass' });
check.exec('concurrently --group --kill-others-on-fail "projen check:sources" "projen check:package"');
check.exec('jest --ci --passWithNoTests=false');
project.setScript('test', 'npx projen check');
const servers = project.addTask('e2e:servers', { description: 'Run what is synthesized with the real servers, as processes on this machine' });
servers.exec('tsc -p e2e/tsconfig.json --isolatedModules false');
servers.exec('jest -c e2e/jest.config.json --ci');
const onCluster = project.addTask('e2e:cluster', { description: 'Apply what is synthesized to the cluster of KUBECONFIG, and compare with what the prover says' });
onCluster.exec('tsc -p e2e/tsconfig.json --isolatedModules false');
onCluster.exec('jest -c e2e/cluster/jest.config.json --ci');
project.setScript('quickstart', 'node scripts/quickstart.mjs');
project.setScript('e2e:servers', 'projen e2e:servers');
project.setScript('e2e:cluster', 'projen e2e:cluster');
project.setScript('bench', 'node scripts/bench.mjs');
project.postCompileTask.spawn(rosetta);

project.tryFindObjectFile('package.json')?.patch(JsonPatch.add('/sideEffects', false));

project.synth();
