import { Duration } from 'cdk8s';

/** A duration as Go and the Kubernetes API read it: "2160h", "90m", "15s"; the largest unit that loses nothing. */
export function goDuration(duration: Duration): string {
  const seconds = duration.toSeconds();
  if (seconds % 3600 === 0) { return `${seconds / 3600}h`; }
  return seconds % 60 === 0 ? `${seconds / 60}m` : `${seconds}s`;
}

/**
 * A duration as Go prints it: "1h0m0s", "1m30s", "500ms". An operator that writes an object anew prints its metav1.Duration fields so, and "1h" would be a
 * difference that no sync takes away (seen with tempo-operator 0.22.0 and external-secrets 2.9.0).
 */
export function printedDuration(duration: Duration): string {
  const milliseconds = duration.toMilliseconds();
  if (milliseconds > 0 && milliseconds < 1000) { return `${milliseconds}ms`; }
  const [hours, minutes, seconds] = [Math.floor(milliseconds / 3_600_000), Math.floor(milliseconds / 60_000) % 60, (milliseconds % 60_000) / 1000];
  return `${hours > 0 ? `${hours}h` : ''}${hours > 0 || minutes > 0 ? `${minutes}m` : ''}${seconds}s`;
}
