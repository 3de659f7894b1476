/** What the fields of a schedule may hold, and their names (github.com/robfig/cron v3.0.1, spec.go): Kubernetes reads schedules with it. */
const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const DAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];
interface Range {
  readonly min: number;
  readonly max: number;
  readonly names?: readonly string[];
}

const FIELDS: readonly Range[] = [
  { min: 0, max: 59 }, { min: 0, max: 23 }, { min: 1, max: 31 }, { min: 1, max: 12, names: MONTHS }, { min: 0, max: 6, names: DAYS },
];

const NAMED: { readonly [name: string]: string } = {
  '@yearly': '0 0 1 1 *',
  '@annually': '0 0 1 1 *',
  '@monthly': '0 0 1 * *',
  '@weekly': '0 0 * * 0',
  '@daily': '0 0 * * *',
  '@midnight': '0 0 * * *',
  '@hourly': '0 * * * *',
};

interface Field {
  readonly values: ReadonlySet<number>;
  /** whether it says "any" */
  readonly star: boolean;
}

/**
 * The longest time between two runs of a CronJob's schedule, in hours; undefined for text that Kubernetes refuses (kubernetes 1.28.15,
 * pkg/apis/batch/validation/validation.go), and for days that no calendar has.
 */
export function longestPause(schedule: string): number | undefined {
  const fields = (Object.hasOwn(NAMED, schedule) ? NAMED[schedule] : schedule).trim().split(/\s+/).map((text, i) => (i < FIELDS.length ? readField(text, FIELDS[i]) : undefined));
  if (fields.length !== FIELDS.length || fields.some((field) => field === undefined)) { return undefined; }
  const [minute, hour, day, month, weekday] = fields as Field[];
  const times = [...hour.values].flatMap((h) => [...minute.values].map((m) => h * 60 + m)).sort((a, b) => a - b);
  const runs: number[] = [];
  // Nine years that have two 29ths of February: no pause is longer than that between those.
  for (let date = 0; date < 9 * 366; date += 1) {
    const at = new Date(Date.UTC(2023, 0, 1 + date));
    const [inMonth, inWeek] = [day.values.has(at.getUTCDate()), weekday.values.has(at.getUTCDay())];
    const fits = day.star || weekday.star ? inMonth && inWeek : inMonth || inWeek;
    if (fits && month.values.has(at.getUTCMonth() + 1)) { runs.push(date); }
  }
  if (runs.length === 0 || times.length === 0) { return undefined; }
  const overnight = runs.slice(1).map((date, i) => (date - runs[i]) * 1440 + times[0] - times[times.length - 1]);
  return Math.max(...overnight, ...times.slice(1).map((time, i) => time - times[i])) / 60;
}

function readField(text: string, { min, max, names }: Range): Field | undefined {
  const values = new Set<number>();
  let star = false;
  const number = (word: string): number => {
    const named = names?.indexOf(word.toLowerCase()) ?? -1;
    return named >= 0 ? named + min : /^\d+$/.test(word) ? Number(word) : NaN;
  };
  for (const part of text.split(',').filter((each) => each !== '')) {
    const [range, step = '1', ...tooMany] = part.split('/');
    const [low, high, ...more] = range.split('-');
    const any = low === '*' || low === '?';
    const first = any ? min : number(low);
    const last = any || (high === undefined && part.includes('/')) ? max : number(high ?? low);
    const by = /^\d+$/.test(step) ? Number(step) : 0;
    if (tooMany.length > 0 || more.length > 0 || !(first >= min && last <= max && first <= last) || by === 0) { return undefined; }
    star ||= any && by === 1;
    for (let value = first; value <= last; value += by) { values.add(value); }
  }
  return { values, star };
}
