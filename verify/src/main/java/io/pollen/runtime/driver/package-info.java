/// Stress programs for the package-private parts of the drivers.
package io.pollen.runtime.driver;
