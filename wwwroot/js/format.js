// Numbers as the C# side writes them (NumberText): four significant digits, true minus signs.
export function compact(value) {
  if (Number.isNaN(value)) return "NaN";
  if (!Number.isFinite(value)) return value > 0 ? "∞" : "−∞";
  const size = Math.abs(value);
  let text;
  if (size === 0) text = "0";
  else if (size < 1e-3 || size >= 1e6) text = size.toExponential(2).replace("e+", "e").replace("e-", "e−");
  else text = size.toFixed(size >= 1000 ? 0 : size >= 100 ? 1 : size >= 10 ? 2 : size >= 1 ? 3 : 4);
  return value < 0 ? "−" + text : text;
}

/** JSON carries NaN and ±∞ as strings. */
export const number = value => typeof value === "string" ? Number(value === "Infinity" ? Infinity : value === "-Infinity" ? -Infinity : NaN) : value ?? NaN;

export const whole = value => value.toLocaleString("en").replaceAll(",", "\u202f");
