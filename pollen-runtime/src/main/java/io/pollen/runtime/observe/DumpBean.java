package io.pollen.runtime.observe;

import java.util.stream.Collectors;
import javax.management.Attribute;
import javax.management.AttributeList;
import javax.management.AttributeNotFoundException;
import javax.management.DynamicMBean;
import javax.management.MBeanInfo;
import javax.management.MBeanOperationInfo;
import javax.management.MBeanParameterInfo;
import javax.management.ReflectionException;
import org.jspecify.annotations.Nullable;

/// What `pollen dump` makes, asks and removes again in the process that it looks into, through the
/// platform's MBean server. Nothing of it exists before: a program that is never looked into does
/// not load it, nor JMX.
///
/// It has one operation, `dump(format, limit)`, and no attributes. Dynamic, so that JMX needs no
/// reflection into this module.
public final class DumpBean implements DynamicMBean {
  /// The operation's name.
  public static final String OPERATION = "dump";

  /// Made by the MBean server, by name.
  public DumpBean() {}

  @Override
  public Object invoke(
      String operation, @Nullable Object @Nullable [] arguments, String @Nullable [] types)
      throws ReflectionException {
    if (operation.equals(OPERATION)
        && arguments != null
        && arguments.length == 2
        && arguments[0] instanceof String format
        && arguments[1] instanceof Integer limit) {
      return dump(format, limit);
    }
    throw new ReflectionException(new NoSuchMethodException(operation));
  }

  /// @param format `json` or `text`
  private static String dump(String format, int limit) {
    var runtimes = LiveRuntimes.dump(limit);
    if (format.equals("json")) {
      return runtimes.stream()
          .map(RuntimeDump::json)
          .collect(Collectors.joining(",\n", "{\"runtimes\":[", "]}\n"));
    }
    return runtimes.isEmpty()
        ? "no Pollen runtime is open\n"
        : runtimes.stream().map(RuntimeDump::text).collect(Collectors.joining("\n"));
  }

  @Override
  public MBeanInfo getMBeanInfo() {
    MBeanParameterInfo[] parameters = {
      new MBeanParameterInfo("format", String.class.getName(), "json or text"),
      new MBeanParameterInfo("limit", int.class.getName(), "how many tasks of each runtime"),
    };
    MBeanOperationInfo[] operations = {
      new MBeanOperationInfo(
          OPERATION,
          "All tasks and what they wait for",
          parameters,
          String.class.getName(),
          MBeanOperationInfo.INFO)
    };
    return new MBeanInfo(
        DumpBean.class.getName(), "Looks into Pollen's runtimes", null, null, operations, null);
  }

  @Override
  public Object getAttribute(String attribute) throws AttributeNotFoundException {
    throw new AttributeNotFoundException(attribute);
  }

  @Override
  public void setAttribute(Attribute attribute) throws AttributeNotFoundException {
    throw new AttributeNotFoundException(attribute.getName());
  }

  @Override
  public AttributeList getAttributes(String[] attributes) {
    return new AttributeList();
  }

  @Override
  public AttributeList setAttributes(AttributeList attributes) {
    return new AttributeList();
  }
}
