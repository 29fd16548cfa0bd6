import { readTemplate } from './support/templates';

/**
 * Which project a cost goes to is what the log links (G9): the mapper must have the rows of projects, and the company
 * they hold for.
 */
test('the import of expenses reads the log of projects once, and gives it to the mapper with the company', () => {
	const { nodes } = readTemplate('expenses.json');
	const node = (name: string) => nodes.find((one) => one.name === name);
	const log = node('Project Log');
	expect(log).toMatchObject({ executeOnce: true, alwaysOutputData: true });
	expect(JSON.stringify(log?.parameters)).toMatch(/"entity".*"project"/);
	const options = JSON.stringify(node('Map Postings')?.parameters.options);
	expect(options).toContain("$('Project Log').all()");
	expect(options).toContain("$('Expense Log').all()");
	expect(options).toMatch(/"knownCompany":"[^"]*company\.id/);
});
