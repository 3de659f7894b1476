/**
 * Texts that stand for others, which are put in their place before or while a manifest is applied: variables of envsubst, Flux and OpenShift
 * templates, Helm and Jinja, SOPS, the plugins of Argo CD, vals, bank-vaults, kustomize's replacements (a Service in capitals: kubebuilder 4.15.0
 * writes SERVICE_NAME.SERVICE_NAMESPACE.svc into each operator's config/certmanager and config/prometheus); and what documentation writes for "your own".
 */
const VARIABLE = [
  /\$\{\{?[ \t]{0,9}[A-Za-z_][^}]{0,199}\}/, /(?:^|[^\w$\\])\$[A-Z_][A-Z0-9_]+\b/, /\{\{[^{}]{0,999}\}\}/, /%%[A-Z0-9_]+%%/, /@@?[A-Z][A-Z0-9_]+@@?/, /__[A-Z][A-Z0-9_]*__/,
  /ENC\[[A-Z0-9_]+,/, /<(?:path|vault|avp):[^>]+>/, /\bref\+[a-z]+:\/\//, /^vault:[^\s]+[#/]/, /<[A-Za-z][\w .-]*>/, /\b[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+\.[\w-]+\.svc\b/,
  /^\s*(?:REPLACE|CHANGE|YOUR|INSERT|ADD)_[A-Z_]+\s*$/,
];

/** `$(NAME)`: a variable of kustomize, and in the words of a container one of its environment. */
const REFERENCE = /\$\([A-Za-z_][\w.-]*\)/;

/** Whether some part of a text stands for another. Not for scripts and files, in which such words mean something. */
export function hasPlaceholder(text: string): boolean {
  return /[$<%@_{[:]/.test(text) && (REFERENCE.test(text) || hasVariable(text));
}

/** The same, where `$(NAME)` is no variable of somebody else. */
export function hasVariable(text: string): boolean {
  return VARIABLE.some((pattern) => pattern.test(text));
}

/** Whether all of a text stands for another, or what is between the first and the last line of a PEM block does. */
export function isPlaceholder(text: string): boolean {
  if (text.includes('-----BEGIN')) { return /-----BEGIN [A-Z0-9 ]+-----\s*(?:\$\{|\$[A-Z_]+\s|\{\{|%%)/.test(text); }
  return text.length < 4000 && /^\s*(?:\$|\{\{|%%|@@|__|ENC\[|<|ref\+|vault:|[A-Z]+_)/.test(text) && /^\s*\S[^\n]*\n?\s*$/.test(text) && hasPlaceholder(text);
}
