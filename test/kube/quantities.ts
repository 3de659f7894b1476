/** Quantities, and how the server writes them back: e2e/servers/api-server.test.ts asks it. */
export const QUANTITIES: readonly (readonly [given: string, written: string])[] = [
  ['1024Mi', '1Gi'], ['1000m', '1'], ['1.5Gi', '1536Mi'], ['0.5', '500m'], ['2048Ki', '2Mi'], ['1000Mi', '1000Mi'], ['100Gi', '100Gi'], ['1000k', '1M'],
  ['0.5Ki', '512'], ['0.1Gi', '107374182400m'], ['250m', '250m'], ['1500m', '1500m'], ['10', '10'], ['1000', '1k'], ['2e3', '2e3'], ['0.0001', '1m'], ['1048576Ki', '1Gi'],
];
