import { readFormPage } from '../../sandbox/n8n/form/page';

/** As n8n 2.41 renders it, without what nobody reads. */
const page = `<!DOCTYPE html><html><head><title>x</title><style>.a{}</style></head><body><div class='container'><section>
<form class='card' action='#' method='POST' name='n8n-form' id='n8n-form' novalidate>
	<div class='form-header'><h1>Invoices</h1><p style="white-space: pre-line">About <b>them</b> </p></div>
	<div class='inputs-wrapper'>
		<div class="form-group html"><ul><li>First.</li><li>Second &amp; last.</li></ul><input type="hidden" id="field-0" name="field-0" value="&lt;ul&gt;" /></div>
		<div><label class='form-label form-required'>Transfer?</label><div class='multiselect form-required' id='field-1' data-radio-select='radio'>
			<div class='multiselect-option'><input type='checkbox' class='multiselect-checkbox' id='option0_field-1' value='Yes, transfer them' checked /><label for='option0_field-1'>Yes, transfer them</label></div>
			<div class='multiselect-option'><input type='checkbox' class='multiselect-checkbox' id='option1_field-1' value='No' /><label for='option1_field-1'>No</label></div></div></div>
		<div><label class='form-label '>Users</label><div class='multiselect ' id='field-2'>
			<div class='multiselect-option'><input type='checkbox' class='multiselect-checkbox' id='o' value='Maja Thomsen (801)' /><label for='o'>Maja Thomsen (801)</label></div></div></div>
		<div class='form-group'><label class='form-label form-required' for='field-3'>Account</label><div class='select-input'><select id='field-3' name='field-3' class='form-required'>
			<option value='' disabled>Select an option ...</option><option value='Øre (9990)' selected>Øre (9990)</option><option value='A &lt;b&gt; (1)'>A &lt;b&gt; (1)</option></select></div></div>
		<div class='form-group'><label class='form-label ' for='field-4'>First number</label><input class='form-input ' type='text' id='field-4' name='field-4' value="10001" placeholder="1" /></div>
		<div class='form-group'><label class='form-label ' for='field-5'>Notes</label><textarea class='form-input ' id='field-5' name='field-5'>one
two</textarea></div>
		<input type="hidden" id="field-6" name="field-6" value="kept" />
	</div>
	<button id='submit-btn' type='submit'><span><svg></svg></span> Next </button>
</form></section></div><script>const authToken = 'a.b.c';</script></body></html>`;

test('a page is read as a person sees it: texts, fields, choices, and what is filled in already', () => {
	const read = readFormPage(page);
	expect(read).toMatchObject({
		title: 'Invoices',
		said: 'About them First. Second & last.',
		button: 'Next',
		token: 'a.b.c',
		hidden: { 'field-0': '<ul>', 'field-6': 'kept' },
	});
	expect(read.fields).toEqual([
		{
			id: 'field-1',
			label: 'Transfer?',
			kind: 'one',
			required: true,
			options: ['Yes, transfer them', 'No'],
			shown: ['Yes, transfer them'],
		},
		{ id: 'field-2', label: 'Users', kind: 'several', required: false, options: ['Maja Thomsen (801)'], shown: [] },
		{
			id: 'field-3',
			label: 'Account',
			kind: 'list',
			required: true,
			options: ['Øre (9990)', 'A <b> (1)'],
			shown: ['Øre (9990)'],
		},
		{ id: 'field-4', label: 'First number', kind: 'typed', required: false, options: [], shown: ['10001'] },
		{ id: 'field-5', label: 'Notes', kind: 'typed', required: false, options: [], shown: ['one\ntwo'] },
	]);
});

test('the last page has nothing to press', () => {
	const read = readFormPage(
		`<html><body><div class='card'><div class='header'><h1>Saved</h1><p>All done.</p></div></div><script>x</script></body></html>`,
	);
	expect(read).toMatchObject({ title: 'Saved', said: 'All done.', button: '', fields: [], hidden: {}, token: '' });
});
