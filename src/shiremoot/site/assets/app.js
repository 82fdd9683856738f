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
