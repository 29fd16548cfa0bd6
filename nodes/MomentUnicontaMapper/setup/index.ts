import { takePage } from './answers.operation';
import { showLastPage } from './lastPage.operation';
import { showPage } from './page.operation';
import { rowsToSave } from './rows.operation';

/** The setup form (workflows/setup.json), page by page. */
export const setupOperations = [rowsToSave, showLastPage, showPage, takePage];
