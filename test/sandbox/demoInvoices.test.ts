import {
	demoInvoices,
	demoMoment,
	demoProjects,
	invoiceRows,
	makeInvoices,
	makeProjects,
	stopping,
	type DemoInvoice,
} from '../../sandbox/standins';
import { account, financialAccounts } from '../../sandbox/demo/accounts';
import { isBillable } from '../../sandbox/demo/projects';
import { tag } from '../../sandbox/demo/tags';

const all = demoInvoices(2026);
const documents = all.filter(({ invoiceNumber }) => invoiceNumber !== null);
const numbered = (number: number): DemoInvoice => documents.find(({ invoiceNumber }) => invoiceNumber === number)!;
const projects = new Map(demoProjects(2026).map((project) => [project.id, project]));
const cents = (amount: number): number => Math.round(amount * 100);

/** Reckoned here in whole hundred-thousandths of a percent of a cent, apart from what the demo data uses. */
function vatByHand(lines: DemoInvoice['lines']): number {
	const percentages = [...new Set(lines.map(({ vatPercentage }) => vatPercentage))];
	return percentages.reduce((total, percentage) => {
		const product =
			lines
				.filter(({ vatPercentage }) => vatPercentage === percentage)
				.reduce((sum, { sumNetAmount }) => sum + cents(sumNetAmount), 0) * percentage;
		return total + Math.sign(product) * Math.floor((Math.abs(product) + 50) / 100);
	}, 0);
}

function expectSums({ lines, totalNet, totalVat, totalGross }: DemoInvoice): void {
	expect(cents(totalNet)).toBe(lines.reduce((sum, { sumNetAmount }) => sum + cents(sumNetAmount), 0));
	expect(cents(totalVat)).toBe(vatByHand(lines));
	expect(cents(totalGross)).toBe(cents(totalNet) + cents(totalVat));
	for (const { quantity, unitPrice, lineDiscount, surcharge, sumNetAmount } of lines) {
		expect(
			Math.abs(quantity * unitPrice * (1 - lineDiscount / 100) * (1 + (surcharge ?? 0) / 100) - sumNetAmount),
		).toBeLessThanOrEqual(0.005_000_1);
	}
}

test('the invoices are the same for the same seed, and others for another', () => {
	expect(demoInvoices(2026)).toEqual(all);
	expect(demoInvoices(7)).not.toEqual(all);
});

test('80 invoices and 6 credit notes fill the numbers 10001 to 10086, with 1 to 12 lines; three drafts have none', () => {
	expect(documents.map(({ invoiceNumber }) => invoiceNumber)).toEqual(
		Array.from({ length: 86 }, (_, index) => 10_001 + index),
	);
	expect(documents.filter(({ invoiceType }) => invoiceType === 'creditNote')).toHaveLength(6);
	const counts = documents.map(({ lines }) => lines.length);
	expect([Math.min(...counts), Math.max(...counts)]).toEqual([1, 12]);
	expect(all.filter(({ invoiceNumber }) => invoiceNumber === null).map(({ lines }) => lines.length)).toEqual([
		2, 1, 0,
	]);
});

test.each([2026, 7, 99])('every sum of seed %i is exact: lines, VAT by percentage, total', (seed) => {
	for (const document of demoInvoices(seed)) expectSums(document);
});

test('only the one with whole kroner has another sum to pay than its gross', () => {
	const rounded = documents.filter(({ totalGross, totalAfterRounding }) => totalGross !== totalAfterRounding);
	expect(rounded.map(({ invoiceNumber }) => invoiceNumber)).toEqual([10_031]);
	expect(Number.isInteger(rounded[0]?.totalAfterRounding)).toBe(true);
	expect(Math.abs(cents(rounded[0]!.totalAfterRounding) - cents(rounded[0]!.totalGross))).toBeLessThanOrEqual(50);
});

test('dates ascend with the number, all in the first half of 2026', () => {
	const dates = documents.map(({ issueDate }) => issueDate ?? '');
	expect(dates).toEqual([...dates].sort());
	expect(dates.every((date) => date >= '2026-01-01' && date <= '2026-06-30')).toBe(true);
});

test('a credit note takes back lines of an earlier invoice of the same customer, at once', () => {
	for (const note of documents.filter(({ invoiceType }) => invoiceType === 'creditNote')) {
		const original = documents.find(({ id }) => id === note.creditedInvoiceId)!;
		expect(original.invoiceNumber).toBeLessThan(note.invoiceNumber ?? 0);
		expect(original).toMatchObject({
			invoiceType: 'invoice',
			invoiceState: 'credited',
			customerId: note.customerId,
			currencyCode: note.currencyCode,
		});
		expect(note).toMatchObject({ creditDays: 0, dueDate: note.issueDate });
		expect(note.totalGross).toBeLessThan(0);
		note.lines.forEach((line, index) =>
			expect(line).toMatchObject({
				quantity: 0 - original.lines[index]!.quantity,
				unitPrice: original.lines[index]!.unitPrice,
			}),
		);
	}
});

test('it holds every kind of line that breaks things', () => {
	const lines = documents.flatMap((document) => document.lines);
	expect(numbered(10_009)).toMatchObject({ totalNet: 0.6, totalVat: 0.15 });
	expect(numbered(10_010).lines.every(({ unitPrice }) => cents(unitPrice) / 100 !== unitPrice)).toBe(true);
	expect(numbered(10_011).lines.map(({ sumNetAmount }) => sumNetAmount)).toEqual([399.92, 66.67]);
	expect(numbered(10_016).lines.filter(({ sumNetAmount }) => sumNetAmount < 0)).toHaveLength(2);
	expect(numbered(10_017).lines.filter(({ sumNetAmount }) => sumNetAmount === 0)).toHaveLength(2);
	expect(numbered(10_024).lines.map(({ vatPercentage }) => vatPercentage)).toEqual([25, 0, 0]);
	expect(
		numbered(10_055).lines.filter(
			({ projectId }) =>
				projectId !== null && projects.get(projectId)?.customerId === numbered(10_055).customerId,
		),
	).toHaveLength(1);
	expect(lines.filter(({ surcharge }) => surcharge !== null)).toHaveLength(1);
	expect(
		new Set(documents.map(({ currencyCode, exchangeRate }) => `${currencyCode} ${String(exchangeRate)}`)),
	).toEqual(new Set(['DKK null', 'EUR 7.4605', 'SEK 0.6537']));
	expect(lines.some((line) => Object.is(line.quantity, -0) || Object.is(line.sumNetAmount, -0))).toBe(false);
});

test('three documents stop the rest, each for its own reason; nothing is wrong with the others', () => {
	expect(
		documents
			.filter(({ exportStatus }) => exportStatus === 'doNotTransfer')
			.map(({ invoiceNumber }) => invoiceNumber),
	).toEqual([stopping.withheld]);
	const onProject = ({ projectId, lines }: DemoInvoice) =>
		[projectId, ...lines.flatMap((line) => line.projectId ?? [])].map((id) => projects.get(id)!);
	expect(
		documents
			.filter((document) => !onProject(document).every(isBillable))
			.map(({ invoiceNumber }) => invoiceNumber),
	).toEqual([stopping.missingCategory]);
	expect(projects.get(numbered(stopping.missingCategory).projectId)?.tagIds).toEqual([tag.newService]);
	expect(
		documents
			.filter(({ lines }) => lines.some(({ financialAccountId }) => financialAccountId === account.goods))
			.map(({ invoiceNumber }) => invoiceNumber),
	).toEqual([stopping.wrongVatCode]);
	expect(financialAccounts.find(({ id }) => id === account.goods)).toMatchObject({
		accountNumber: '1030',
		externalTaxCode: 'U52',
	});
	expect(
		documents.every((document) =>
			onProject(document).every(({ customerId }) => customerId === document.customerId),
		),
	).toBe(true);
});

test('60 projects in all states, each with a department, numbered once, some with names that break things', () => {
	const list = [...projects.values()];
	expect(list).toHaveLength(60);
	expect(new Set(list.map(({ projectState }) => projectState))).toEqual(
		new Set(['created', 'offer', 'inProgress', 'onHold', 'finished']),
	);
	expect(new Set(list.map(({ projectNumber }) => projectNumber)).size).toBe(60);
	expect(list.map(({ projectNumber }) => projectNumber)).toContain('0000812');
	expect(list.every(({ departmentId, projectNumber }) => departmentId !== null && projectNumber.length <= 20)).toBe(
		true,
	);
	expect(list.map(({ name }) => name)).toEqual(
		expect.arrayContaining(["O'Neills tag, etape 2", 'Blåbærhøst & "Rødgrød" på Åvej']),
	);
});

test('any number of projects and invoices is made, all to be sent, numbered without a gap', () => {
	const many = makeInvoices(1000, 5, { from: 20_001, projects: makeProjects(100, 5) });
	expect(many.map(({ invoiceNumber }) => invoiceNumber)).toEqual(
		Array.from({ length: 1000 }, (_, index) => 20_001 + index),
	);
	for (const invoice of many) expectSums(invoice);
	expect(makeInvoices(3, 5)).toEqual(makeInvoices(3, 5));
	const { invoices, invoiceLines } = invoiceRows(many);
	expect(new Set(invoiceLines.map(({ id }) => id)).size).toBe(many.flatMap(({ lines }) => lines).length);
	expect(invoices).toHaveLength(1000);
});

test('generated ones come on top of the demo where a reset asks for them', () => {
	const { rows } = demoMoment({ customers: 5, projects: 70, invoices: 30 });
	expect([rows.customers?.length, rows.projects?.length, rows.invoices?.length]).toEqual([56, 130, 119]);
	for (const rowsOfKind of Object.values(rows))
		expect(new Set(rowsOfKind.map(({ id }) => id)).size).toBe(rowsOfKind.length);
});
