import { Duration } from 'cdk8s';

/** A duration as Go and the Kubernetes API read it: "2160h", "90m", "15s"; the largest unit that loses nothing. */
export function goDuration(duration: Duration): string {
  const seconds = duration.toSeconds();
  if (seconds % 3600 === 0) { return `${seconds / 3600}h`; }
  return seconds % 60 === 0 ? `${seconds / 60}m` : `${seconds}s`;
}
