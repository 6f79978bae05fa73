from given import Given
