/** To two decimals, half away from zero; the tiny step takes back what binary fractions lose (1.005 is 1.01). */
export function cents(value: number): number {
	return (Math.sign(value) * Math.round(Math.abs(value) * 100 + 1e-6)) / 100 || 0;
}

export const sum = (values: readonly number[]): number => cents(values.reduce((total, value) => total + value, 0));
