// Findings of a scanner, less what is waived by the name of the check and with a reason. What is waived and never found is a fault too.

/**
 * Prints what is found, and ends the process: 0 when all of it is waived.
 * @param results [name, number of objects scanned, [{ object, check, says }]] of each set of manifests
 * @param waived [{ check, why, on?: the names it is waived for }]
 */
export function judge(results, waived) {
  let open = 0;
  const used = new Set();
  for (const [name, scanned, findings] of results) {
    const bad = findings.filter(({ check }) => {
      const waiver = waived.find((each) => each.check === check && (each.on === undefined || each.on.test(name)));
      if (waiver) { used.add(waiver); }
      return waiver === undefined;
    });
    console.log(`${name}: ${scanned} scanned, ${bad.length} found, ${findings.length - bad.length} waived`);
    for (const { object, check, says } of bad) { console.log(`  ${object}: ${check}: ${says}`); }
    open += bad.length + (scanned === 0 ? 1 : 0);
  }
  for (const waiver of waived) {
    console.log(used.has(waiver) ? `waived ${waiver.check}: ${waiver.why}` : `nothing needs the waiver of ${waiver.check} any more: remove it`);
    open += used.has(waiver) ? 0 : 1;
  }
  process.exit(open === 0 ? 0 : 1);
}
