/**
 * Exponential moving average, debiased: m_t = w m_{t−1} + (1 − w) v_t over 1 − w^t. A constant stays that constant, and
 * the first points lean on what is there instead of on zero. Non-finite values are passed on as gaps and not averaged.
 */
export function smooth(values, weight) {
  if (!(weight > 0)) return values;
  let sum = 0, mass = 0;
  return values.map(value => {
    if (!Number.isFinite(value)) return NaN;
    sum = weight * sum + (1 - weight) * value;
    mass = weight * mass + (1 - weight);
    const mean = sum / mass;
    // Rounding must not make a constant flicker.
    return Math.abs(mean - value) <= 1e-12 * Math.abs(value) ? value : mean;
  });
}

/** Mean and sample standard deviation over curves at the steps that every one of them has. */
export function band(curves) {
  if (curves.length === 0) return { x: [], mean: [], low: [], high: [] };
  const rest = curves.slice(1).map(curve => new Map(curve.x.map((x, i) => [x, curve.y[i]])));
  const x = [], mean = [], low = [], high = [];
  curves[0].x.forEach((step, i) => {
    const values = [curves[0].y[i], ...rest.map(map => map.get(step))];
    if (!values.every(Number.isFinite)) return;
    const m = values.reduce((a, b) => a + b, 0) / values.length;
    const s = values.length > 1 ? Math.sqrt(values.reduce((a, b) => a + (b - m) ** 2, 0) / (values.length - 1)) : 0;
    x.push(step); mean.push(m); low.push(m - s); high.push(m + s);
  });
  return { x, mean, low, high };
}
