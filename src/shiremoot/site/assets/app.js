import {
  createAll,
  Button,
  CharacterCount,
  ErrorSummary,
  Radios,
  ServiceNavigation,
  SkipLink,
} from "govuk-frontend";

createAll(Button);
createAll(CharacterCount);
createAll(ErrorSummary);
createAll(Radios);
createAll(ServiceNavigation);
createAll(SkipLink);

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
